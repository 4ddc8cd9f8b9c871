"""What the Nexmark benchmark asks of streams, in Flink's SQL: (statement, the pairs that it reads). The questions and the three tables are Nexmark's, the
statements are our own."""

TABLES = {
    "bid": ["auction", "bidder", "price", "channel", "url", "datetime", "extra"],
    "auction": ["id", "itemname", "description", "initialbid", "reserve", "datetime", "expires", "seller", "category", "extra"],
    "person": ["id", "name", "emailaddress", "creditcard", "city", "state", "datetime", "extra"],
}

QUERIES = (
    ("SELECT auction, bidder, 0.908 * price AS price, `dateTime`, extra FROM bid", "bid.auction bid.bidder bid.price bid.datetime bid.extra"),
    ("SELECT auction, price FROM bid WHERE MOD(auction, 123) = 0", "bid.auction bid.price"),
    ("SELECT P.name, P.city, P.state, A.id FROM auction AS A INNER JOIN person AS P ON A.seller = P.id "
     "WHERE A.category = 10 AND (P.state = 'OR' OR P.state = 'ID')",
     "person.name person.city person.state person.id auction.id auction.seller auction.category"),
    ("SELECT Q.category, AVG(Q.final) FROM (SELECT MAX(B.price) AS final, A.category FROM auction A, bid B WHERE A.id = B.auction AND "
     "B.`dateTime` BETWEEN A.`dateTime` AND A.expires GROUP BY A.id, A.category) Q GROUP BY Q.category",
     "bid.price bid.auction bid.datetime auction.id auction.category auction.datetime auction.expires"),
    ("SELECT AuctionBids.auction, AuctionBids.num FROM (SELECT auction, count(*) AS num, window_start, window_end FROM TABLE(HOP(TABLE bid, "
     "DESCRIPTOR(`dateTime`), INTERVAL '2' SECOND, INTERVAL '10' SECOND)) GROUP BY auction, window_start, window_end) AS AuctionBids JOIN "
     "(SELECT max(CountBids.num) AS maxn, CountBids.window_start, CountBids.window_end FROM (SELECT count(*) AS num, window_start, window_end FROM "
     "TABLE(HOP(TABLE bid, DESCRIPTOR(`dateTime`), INTERVAL '2' SECOND, INTERVAL '10' SECOND)) GROUP BY auction, window_start, window_end) AS CountBids "
     "GROUP BY CountBids.window_start, CountBids.window_end) AS MaxBids ON AuctionBids.window_start = MaxBids.window_start AND "
     "AuctionBids.window_end = MaxBids.window_end AND AuctionBids.num >= MaxBids.maxn", "bid.auction bid.datetime"),
    ("SELECT B.auction, B.price, B.bidder FROM bid B JOIN (SELECT MAX(price) AS maxprice, window_end AS `dateTime` FROM TABLE(TUMBLE(TABLE bid, "
     "DESCRIPTOR(`dateTime`), INTERVAL '10' SECOND)) GROUP BY window_start, window_end) B1 ON B.price = B1.maxprice WHERE B.`dateTime` BETWEEN "
     "B1.`dateTime` - INTERVAL '10' SECOND AND B1.`dateTime`", "bid.auction bid.price bid.bidder bid.datetime"),
    ("SELECT P.id, P.name, P.starttime FROM (SELECT id, name, window_start AS starttime, window_end AS endtime FROM TABLE(TUMBLE(TABLE person, "
     "DESCRIPTOR(`dateTime`), INTERVAL '10' SECOND)) GROUP BY id, name, window_start, window_end) P JOIN (SELECT seller, window_start AS starttime FROM "
     "TABLE(TUMBLE(TABLE auction, DESCRIPTOR(`dateTime`), INTERVAL '10' SECOND)) GROUP BY seller, window_start) A ON P.id = A.seller AND "
     "P.starttime = A.starttime", "person.id person.name person.datetime auction.seller auction.datetime"),
    ("SELECT id, itemName, price FROM (SELECT A.*, B.price, ROW_NUMBER() OVER (PARTITION BY A.id ORDER BY B.price DESC, B.`dateTime` ASC) AS rownum FROM "
     "auction A, bid B WHERE A.id = B.auction AND B.`dateTime` BETWEEN A.`dateTime` AND A.expires) WHERE rownum <= 1",
     "auction.* bid.price bid.datetime bid.auction"),
    ("SELECT bidder, count(*) AS bid_count, SESSION_START(p_time, INTERVAL '10' SECOND) AS starttime FROM (SELECT *, PROCTIME() AS p_time FROM bid) "
     "GROUP BY bidder, SESSION(p_time, INTERVAL '10' SECOND)", "bid.*"),
    ("SELECT B.auction, S.name FROM (SELECT auction, bidder, PROCTIME() AS p_time FROM bid) B JOIN person FOR SYSTEM_TIME AS OF B.p_time AS S "
     "ON MOD(B.auction, 10000) = S.id", "bid.auction bid.bidder person.name person.id"),
    ("SELECT auction, bidder, CASE WHEN HOUR(`dateTime`) >= 8 AND HOUR(`dateTime`) <= 18 THEN 'dayTime' ELSE 'otherTime' END AS bidTimeType FROM bid "
     "WHERE 0.908 * price > 1000000", "bid.auction bid.bidder bid.datetime bid.price"),
    ("SELECT channel, DATE_FORMAT(`dateTime`, 'yyyy-MM-dd') AS `day`, max(DATE_FORMAT(`dateTime`, 'HH:mm')) AS `minute`, count(*) AS total_bids, "
     "count(*) FILTER (WHERE price < 10000) AS rank1_bids, count(DISTINCT bidder) AS total_bidders FROM bid "
     "GROUP BY channel, DATE_FORMAT(`dateTime`, 'yyyy-MM-dd')", "bid.channel bid.datetime bid.price bid.bidder"),
    ("SELECT auction, bidder, price FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY bidder, auction ORDER BY `dateTime` DESC) AS rank_number FROM bid) "
     "WHERE rank_number <= 1", "bid.*"),
    ("SELECT auction, CASE WHEN lower(channel) = 'apple' THEN '0' ELSE REGEXP_EXTRACT(url, '(&|^)channel_id=([^&]*)', 2) END AS channel_id FROM bid "
     "WHERE REGEXP_EXTRACT(url, '(&|^)channel_id=([^&]*)', 2) IS NOT NULL OR lower(channel) IN ('apple', 'google')", "bid.auction bid.channel bid.url"),
    ("SELECT SPLIT_INDEX(url, '/', 3) AS dir1, SPLIT_INDEX(url, '/', 4) AS dir2 FROM bid", "bid.url"),
)
