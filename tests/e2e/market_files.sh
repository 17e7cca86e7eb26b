#!/bin/sh
# market_files.sh PROGRAM FOLDER: every candle file of FOLDER imports with the right summary, a dry
# run says the same and stores nothing, and a replay of it plays and verifies.
set -eu

program=$(realpath "$1")
folder=$(realpath "$2")
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export HOME="$home"
unset XDG_DATA_HOME XDG_STATE_HOME OUTCRY_DATA

fail() {
    echo "market_files: $*" >&2
    exit 1
}

# FILE SUMMARY: how its line begins
check() {
    file=$folder/$1
    db=$home/${1%.csv}.db
    looked=$("$program" import --dry-run --db "$db" "$file")
    [ ! -e "$db" ] || fail "$1: a dry run made a file"
    stored=$("$program" import --db "$db" "$file")
    [ "$looked" = "$stored" ] || fail "$1: a dry run says '$looked', the import '$stored'"
    case $stored in
    "$2"*) ;;
    *) fail "$1: '$stored' should begin with '$2'" ;;
    esac
    "$program" new --db "$db" --quiet --name Ada --character analyst --market replay --data "$file" >/dev/null
    "$program" advance 30d --db "$db" --quiet >/dev/null
    "$program" verify --db "$db" >/dev/null || fail "$1: its replay does not verify"
    echo "$stored"
}

check AAPL_daily_raw_unadjusted_x10000_lean.csv 'AAPL: 5,849 daily bars, 1998-01-02 to 2021-03-31; prices divided by 10,000; 4 suspected splits'
check BTCUSD_daily_skender.csv 'BTCUSD: 1,246 daily bars, 2017-08-16 to 2021-01-12'
check EURUSD_hourly_bidask_2016_2018_oanda_lean.csv 'EURUSD: 18,432 hourly bars, 2016-01-03 22:00 to 2018-12-31 21:00; middle of bid and ask'
check SP500_daily_1950_2012_desc_skender.csv 'SP500: 15,821 daily bars, 1950-01-03 to 2012-11-15; turned round (newest first)'
check SPX_daily_1990_2022_skender.csv 'SPX: 8,111 daily bars, 1990-01-02 to 2022-03-10; 2,215 bars without volume'
check SPY_1min_2020-12_skender.csv 'SPY: 1,564 1-minute bars, 2020-12-15 09:30 to 2020-12-18 16:00'
check usdate_skender.csv 'USDATE: 338 daily bars, 2017-01-03 to 2018-12-31; 164 of 502 rows skipped'

# Not candles: refused with its first line, and nothing is kept.
factors=$folder/AAPL_factor_file_lean.csv
if said=$("$program" import --db "$home/factors.db" "$factors" 2>&1); then
    fail "factors are taken for candles: $said"
fi
case $said in
*'Line 1 is: 19980102,0.8613657,'*) ;;
*) fail "the factor file's first line is not shown: $said" ;;
esac
