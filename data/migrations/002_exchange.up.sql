-- The exchange's orders and news. Defaults are what an order of the first version had.

ALTER TABLE orders ADD COLUMN stop INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN target INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN trail INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN trail_percent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN display INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN until_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN oco INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN parent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN post_only INTEGER NOT NULL DEFAULT 0 CHECK (post_only IN (0, 1));
ALTER TABLE orders ADD COLUMN reduce_only INTEGER NOT NULL DEFAULT 0 CHECK (reduce_only IN (0, 1));
ALTER TABLE orders ADD COLUMN triggered INTEGER NOT NULL DEFAULT 0 CHECK (triggered IN (0, 1));
ALTER TABLE orders ADD COLUMN self_trade TEXT NOT NULL DEFAULT 'newest';
ALTER TABLE orders ADD COLUMN cut INTEGER NOT NULL DEFAULT 0;

ALTER TABLE account ADD COLUMN income INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN tax INTEGER NOT NULL DEFAULT 0;

CREATE TABLE news (
    game_id INTEGER NOT NULL REFERENCES game (id),
    record INTEGER NOT NULL,
    player INTEGER NOT NULL,
    game_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    good INTEGER NOT NULL CHECK (good IN (0, 1)),
    symbols TEXT NOT NULL, -- "KEST,BELL"; empty: all
    text TEXT NOT NULL,
    PRIMARY KEY (game_id, record),
    FOREIGN KEY (game_id, record) REFERENCES record (game_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE position_split (
    game_id INTEGER NOT NULL REFERENCES game (id),
    record INTEGER NOT NULL,
    player INTEGER NOT NULL,
    game_ms INTEGER NOT NULL,
    account INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    numerator INTEGER NOT NULL CHECK (numerator > 0),
    denominator INTEGER NOT NULL CHECK (denominator > 0),
    before INTEGER NOT NULL,
    after INTEGER NOT NULL,
    PRIMARY KEY (game_id, record),
    FOREIGN KEY (game_id, record) REFERENCES record (game_id, number)
) STRICT, WITHOUT ROWID;
