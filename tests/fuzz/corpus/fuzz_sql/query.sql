WITH a AS (SELECT x::int, ':p' FROM "or.ders" o -- c
 JOIN public.t USING (id)) /* c */ INSERT INTO z BY NAME SELECT count(*) FROM a, unnest(b) WHERE y > :low AND q = 'it''s'
