SELECT
  date_trunc('hour', placed_at) AS hour,
  city,
  count(*) AS orders,
  sum(amount) AS revenue
FROM orders
GROUP BY date_trunc('hour', placed_at), city
