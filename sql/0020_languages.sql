-- The language of a person, by which pages and mails are chosen. Every statement may be repeated, and creations go on while
-- they run.

-- A BCP 47 tag in its canonical case; NULL: nobody has said.
ALTER TABLE leads ADD COLUMN language VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NULL, ALGORITHM = INSTANT;
ALTER TABLE customers ADD COLUMN language VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NULL, ALGORITHM = INSTANT;
