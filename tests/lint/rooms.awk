# Holds every #include below src/ against the room table of the house (src/README.md).
# A room includes itself and what its row names; `game{seat view}` means these headers of game only.

BEGIN {
    core = "base market broker analysis study player invest bots"
    row["base"] = ""
    row["market"] = "base"
    row["broker"] = "base market"
    row["analysis"] = "base"
    row["study"] = "base"
    row["player"] = "base"
    row["invest"] = "base market broker"
    row["bots"] = "base market broker analysis"
    row["game"] = core
    row["store"] = "base game"
    row["host"] = "base game store"
    row["sync"] = "base store"
    row["floor"] = "base game store host"
    row["server"] = "base game store"
    row["ui"] = "base analysis game/seat.h game/view.h game/command.h game/event.h"
    row["cli"] = core " game store host sync floor ui"

    # A library belongs to its room: the core links without curses and without SQLite.
    owner["sqlite3.h"] = "store server"
    owner["ncurses.h"] = owner["ncursesw/ncurses.h"] = owner["curses.h"] = owner["term.h"] = "ui"
    owner["cmark-gfm.h"] = owner["cmark-gfm-core-extensions.h"] = "ui"
    owner["curl/curl.h"] = "sync"
    owner["microhttpd.h"] = owner["libpq-fe.h"] = "server"

    # The core reads no clock, no locale, no file.
    split("time.h sys/time.h locale.h langinfo.h unistd.h fcntl.h sys/stat.h pthread.h poll.h", names, " ")
    for (i in names)
        outside[names[i]] = 1
    bad = 0
}

function has(list, word) {
    return index(" " list " ", " " word " ") > 0
}

function refuse(why) {
    printf "%s:%d: %s\n", FILENAME, FNR, why
    bad++
}

FNR == 1 {
    split(FILENAME, part, "/")
    room = part[2]
    if (!(room in row))
        refuse("no such room: " room)
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    header = quoted[2]
    if (split(header, part, "/") < 2)
        refuse("name the room: \"" room "/" header "\"")
    else if (part[1] != room && !has(row[room], part[1]) && !has(row[room], header))
        refuse(room " may not include " header)
}

/^[ \t]*#[ \t]*include[ \t]*</ {
    match($0, /<[^>]*>/)
    header = substr($0, RSTART + 1, RLENGTH - 2)
    if (header in owner && !has(owner[header], room))
        refuse(room " may not include <" header ">")
    if (header in outside && has(core " game", room))
        refuse(room " is core: it may not include <" header ">")
}

END {
    exit bad > 0
}
