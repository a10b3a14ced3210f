-- The clocks of the database's servers, so that ends of sessions are found however far these are apart. Every statement may
-- be repeated, and the programs of the version before work on.

-- Each server's clock at most five seconds before the newest end of a session that was written on it.
CREATE TABLE IF NOT EXISTS server_clocks (
  server VARCHAR(300) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- @@hostname, a colon, @@port
  told_at DATETIME(6) NOT NULL,
  CONSTRAINT server_clocks_primary PRIMARY KEY (server)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
