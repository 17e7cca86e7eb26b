DROP TABLE position_split;
DROP TABLE news;

ALTER TABLE account DROP COLUMN tax;
ALTER TABLE account DROP COLUMN income;

ALTER TABLE orders DROP COLUMN cut;
ALTER TABLE orders DROP COLUMN self_trade;
ALTER TABLE orders DROP COLUMN triggered;
ALTER TABLE orders DROP COLUMN reduce_only;
ALTER TABLE orders DROP COLUMN post_only;
ALTER TABLE orders DROP COLUMN parent;
ALTER TABLE orders DROP COLUMN oco;
ALTER TABLE orders DROP COLUMN until_ms;
ALTER TABLE orders DROP COLUMN display;
ALTER TABLE orders DROP COLUMN trail_percent;
ALTER TABLE orders DROP COLUMN trail;
ALTER TABLE orders DROP COLUMN target;
ALTER TABLE orders DROP COLUMN stop;
