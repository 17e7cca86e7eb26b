-- Money and sizes are integers scaled by 10^8, times integer milliseconds since 1970 UTC, words as in
-- the command tables. `record` is the number of the record that a row says; where a row changes,
-- `first_record` is the one that made it.

CREATE TABLE game (
    id INTEGER PRIMARY KEY,
    pack_hash TEXT NOT NULL,
    created_wall_ms INTEGER NOT NULL,
    played_wall_ms INTEGER NOT NULL,
    durable_ms INTEGER NOT NULL DEFAULT 0,
    reached_ms INTEGER NOT NULL DEFAULT 0, -- at most durable_ms: who only reads looks no further
    clean INTEGER NOT NULL DEFAULT 1 CHECK (clean IN (0, 1)),
    restored INTEGER NOT NULL DEFAULT 0 CHECK (restored IN (0, 1)),
    chapter INTEGER NOT NULL DEFAULT 0,
    last_seq INTEGER NOT NULL DEFAULT 0,
    last_record INTEGER NOT NULL DEFAULT 0,
    chain_number INTEGER NOT NULL DEFAULT 0,
    chain_hash BLOB NOT NULL DEFAULT x'0000000000000000000000000000000000000000000000000000000000000000'
) STRICT;

-- ---- what was said, done and promised; never changed ----

CREATE TABLE journal (
    game_id INTEGER NOT NULL REFERENCES game (id),
    seq INTEGER NOT NULL CHECK (seq > 0),
    game_ms INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    local_day INTEGER NOT NULL,
    player INTEGER NOT NULL,
    kind TEXT NOT NULL,
    command BLOB NOT NULL,
    PRIMARY KEY (game_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    game_id INTEGER NOT NULL REFERENCES game (id),
    number INTEGER NOT NULL CHECK (number > 0),
    seq INTEGER NOT NULL,
    game_ms INTEGER NOT NULL,
    player INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (game_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_of_player ON record (game_id, player, kind, number);

CREATE TABLE chain (
    game_id INTEGER NOT NULL REFERENCES game (id),
    number INTEGER NOT NULL CHECK (number > 0),
    last_seq INTEGER NOT NULL,
    last_record INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (game_id, number)
) STRICT, WITHOUT ROWID;

-- One row while a profile is being erased (then the triggers below let go), else none.
CREATE TABLE erasing (
    game_id INTEGER PRIMARY KEY
) STRICT;

-- Where a player was erased from a game of several: what is before can no longer be replayed.
CREATE TABLE erasure (
    game_id INTEGER NOT NULL REFERENCES game (id),
    chain_number INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    last_record INTEGER NOT NULL,
    PRIMARY KEY (game_id, chain_number)
) STRICT, WITHOUT ROWID;

-- ---- the records as rows ----

CREATE TABLE chapter (
    game_id INTEGER NOT NULL REFERENCES game (id),
    record INTEGER NOT NULL,
    player INTEGER NOT NULL,
    game_ms INTEGER NOT NULL,
    chapter INTEGER NOT NULL CHECK (chapter > 0),
    market TEXT NOT NULL,
    ranked INTEGER NOT NULL CHECK (ranked IN (0, 1)),
    seed INTEGER NOT NULL,
    history_days INTEGER NOT NULL,
    sim_version INTEGER NOT NULL,
    start_ms INTEGER NOT NULL,
    instruments TEXT NOT NULL,
    pack_hash TEXT NOT NULL,
    PRIMARY KEY (game_id, chapter),
    FOREIGN KEY (game_id, record) REFERENCES record (game_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE player (
    game_id INTEGER NOT NULL REFERENCES game (id),
    first_record INTEGER NOT NULL,
    record INTEGER NOT NULL,
    player INTEGER NOT NULL,
    game_ms INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    name TEXT NOT NULL,
    character TEXT NOT NULL,
    avatar INTEGER NOT NULL,
    age_band TEXT NOT NULL,
    zone TEXT NOT NULL,
    created_wall_ms INTEGER NOT NULL,
    name_key TEXT NOT NULL,
    PRIMARY KEY (game_id, id),
    FOREIGN KEY (game_id, record) REFERENCES record (game_id, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX player_name ON player (name_key);

CREATE TABLE player_day (
    game_id INTEGER NOT NULL REFERENCES game (id),
    record INTEGER NOT NULL,
    player INTEGER NOT NULL,
    game_ms INTEGER NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (game_id, record),
    FOREIGN KEY (game_id, record) REFERENCES record (game_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE clock_change (
    game_id INTEGER NOT NULL REFERENCES game (id),
    record INTEGER NOT NULL,
    player INTEGER NOT NULL,
    game_ms INTEGER NOT NULL,
    speed TEXT NOT NULL,
    skip_until_ms INTEGER NOT NULL,
    cause TEXT NOT NULL,
    PRIMARY KEY (game_id, record),
    FOREIGN KEY (game_id, record) REFERENCES record (game_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    game_id INTEGER NOT NULL REFERENCES game (id),
    first_record INTEGER NOT NULL,
    record INTEGER NOT NULL,
    player INTEGER NOT NULL,
    game_ms INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    name TEXT NOT NULL,
    broker TEXT NOT NULL,
    cash INTEGER NOT NULL,
    reserved INTEGER NOT NULL,
    deposited INTEGER NOT NULL,
    realised INTEGER NOT NULL,
    commission INTEGER NOT NULL,
    opened_ms INTEGER NOT NULL,
    PRIMARY KEY (game_id, id),
    FOREIGN KEY (game_id, record) REFERENCES record (game_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
    game_id INTEGER NOT NULL REFERENCES game (id),
    first_record INTEGER NOT NULL,
    record INTEGER NOT NULL,
    player INTEGER NOT NULL,
    game_ms INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    account INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL,
    type TEXT NOT NULL,
    tif TEXT NOT NULL,
    state TEXT NOT NULL,
    queued INTEGER NOT NULL CHECK (queued IN (0, 1)),
    price INTEGER NOT NULL,
    size INTEGER NOT NULL,
    filled INTEGER NOT NULL,
    average INTEGER NOT NULL,
    fee INTEGER NOT NULL,
    reserved INTEGER NOT NULL,
    mid INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (game_id, id),
    FOREIGN KEY (game_id, record) REFERENCES record (game_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX orders_open ON orders (game_id, id) WHERE state IN ('pending', 'partial');
CREATE INDEX orders_finished ON orders (game_id, player, record)
    WHERE state NOT IN ('pending', 'partial');

CREATE TABLE fill (
    game_id INTEGER NOT NULL REFERENCES game (id),
    record INTEGER NOT NULL,
    player INTEGER NOT NULL,
    game_ms INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    "order" INTEGER NOT NULL,
    account INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL,
    maker INTEGER NOT NULL CHECK (maker IN (0, 1)),
    price INTEGER NOT NULL,
    size INTEGER NOT NULL,
    cash INTEGER NOT NULL,
    fee INTEGER NOT NULL,
    pnl INTEGER NOT NULL,
    PRIMARY KEY (game_id, id),
    FOREIGN KEY (game_id, record) REFERENCES record (game_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_leg (
    game_id INTEGER NOT NULL REFERENCES game (id),
    record INTEGER NOT NULL,
    player INTEGER NOT NULL,
    game_ms INTEGER NOT NULL,
    "transaction" INTEGER NOT NULL CHECK ("transaction" > 0),
    account INTEGER NOT NULL,
    book TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount INTEGER NOT NULL,
    balance INTEGER NOT NULL,
    "order" INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (game_id, record),
    FOREIGN KEY (game_id, record) REFERENCES record (game_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_leg_transaction ON ledger_leg (game_id, "transaction", amount);

-- A position's row is found by account and symbol while it is open; closed ones stay.
CREATE TABLE position (
    game_id INTEGER NOT NULL REFERENCES game (id),
    first_record INTEGER NOT NULL,
    record INTEGER NOT NULL,
    player INTEGER NOT NULL,
    game_ms INTEGER NOT NULL,
    account INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    size INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    average INTEGER NOT NULL,
    realised INTEGER NOT NULL,
    fees INTEGER NOT NULL,
    opened_ms INTEGER NOT NULL,
    PRIMARY KEY (game_id, first_record),
    FOREIGN KEY (game_id, record) REFERENCES record (game_id, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX position_open ON position (game_id, account, symbol) WHERE size <> 0;

CREATE TABLE alert (
    game_id INTEGER NOT NULL REFERENCES game (id),
    first_record INTEGER NOT NULL,
    record INTEGER NOT NULL,
    player INTEGER NOT NULL,
    game_ms INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    symbol TEXT NOT NULL,
    price INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (game_id, id),
    FOREIGN KEY (game_id, record) REFERENCES record (game_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice (
    game_id INTEGER NOT NULL REFERENCES game (id),
    record INTEGER NOT NULL,
    player INTEGER NOT NULL,
    game_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    symbol TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (game_id, record),
    FOREIGN KEY (game_id, record) REFERENCES record (game_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE answer (
    game_id INTEGER NOT NULL REFERENCES game (id),
    record INTEGER NOT NULL,
    player INTEGER NOT NULL,
    game_ms INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    code INTEGER NOT NULL,
    "order" INTEGER NOT NULL,
    sentence TEXT NOT NULL,
    PRIMARY KEY (game_id, record),
    FOREIGN KEY (game_id, record) REFERENCES record (game_id, number)
) STRICT, WITHOUT ROWID;

-- ---- the market ----

-- Blobs of these sizes lie in overflow pages; a table with rowids keeps them out of the search.
CREATE TABLE snapshot (
    id INTEGER PRIMARY KEY,
    game_id INTEGER NOT NULL REFERENCES game (id),
    chapter INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    record INTEGER NOT NULL,
    game_ms INTEGER NOT NULL,
    equity INTEGER NOT NULL,
    opens INTEGER NOT NULL CHECK (opens IN (0, 1)),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    state BLOB NOT NULL
) STRICT;
CREATE INDEX snapshot_of_game ON snapshot (game_id, id);

CREATE TABLE candle_block (
    id INTEGER PRIMARY KEY,
    game_id INTEGER NOT NULL REFERENCES game (id),
    chapter INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    frame TEXT NOT NULL,
    number INTEGER NOT NULL,
    candles BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX candle_block_place ON candle_block (game_id, chapter, symbol, frame, number);

CREATE TABLE tape (
    id INTEGER PRIMARY KEY,
    symbol TEXT NOT NULL,
    plays_like TEXT NOT NULL,
    source_name TEXT NOT NULL,
    bar_ms INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    first_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    imported_wall_ms INTEGER NOT NULL,
    header BLOB NOT NULL,
    hash BLOB NOT NULL -- of header and rows: what is here already is not stored again
) STRICT;
CREATE UNIQUE INDEX tape_once ON tape (hash, plays_like);

CREATE TABLE tape_block (
    id INTEGER PRIMARY KEY,
    tape_id INTEGER NOT NULL REFERENCES tape (id),
    number INTEGER NOT NULL,
    candles BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX tape_block_place ON tape_block (tape_id, number);

CREATE TABLE chapter_tape (
    game_id INTEGER NOT NULL REFERENCES game (id),
    chapter INTEGER NOT NULL,
    place INTEGER NOT NULL,
    tape_id INTEGER NOT NULL REFERENCES tape (id),
    PRIMARY KEY (game_id, chapter, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX chapter_tape_tape ON chapter_tape (tape_id);

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- ---- what is written stays ----

CREATE TRIGGER journal_stays BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;
CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal
WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE game_id = OLD.game_id)
BEGIN SELECT RAISE(ABORT, 'the journal is never deleted'); END;

CREATE TRIGGER record_stays BEFORE UPDATE ON record
BEGIN SELECT RAISE(ABORT, 'records are never changed'); END;
CREATE TRIGGER record_is_kept BEFORE DELETE ON record
WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE game_id = OLD.game_id)
BEGIN SELECT RAISE(ABORT, 'records are never deleted'); END;

CREATE TRIGGER chain_stays BEFORE UPDATE ON chain
BEGIN SELECT RAISE(ABORT, 'the chain is never changed'); END;
CREATE TRIGGER chain_is_kept BEFORE DELETE ON chain
WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE game_id = OLD.game_id)
BEGIN SELECT RAISE(ABORT, 'the chain is never deleted'); END;

CREATE TRIGGER ledger_leg_stays BEFORE UPDATE ON ledger_leg
BEGIN SELECT RAISE(ABORT, 'ledger legs are never changed'); END;
CREATE TRIGGER ledger_leg_is_kept BEFORE DELETE ON ledger_leg
WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE game_id = OLD.game_id)
BEGIN SELECT RAISE(ABORT, 'ledger legs are never deleted'); END;

CREATE TRIGGER fill_stays BEFORE UPDATE ON fill
BEGIN SELECT RAISE(ABORT, 'fills are never changed'); END;
CREATE TRIGGER fill_is_kept BEFORE DELETE ON fill
WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE game_id = OLD.game_id)
BEGIN SELECT RAISE(ABORT, 'fills are never deleted'); END;
