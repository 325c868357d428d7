-- Views of an export, in SQL that SQLite and DuckDB both read. A line "-- view NAME: ..." begins
-- each, with what it answers.

-- view share_by_source: Shares of supply by country in every source edition, year and basis; it does not choose
SELECT s.mineral, s.stage, s.basis, s.year,
  CASE WHEN s.producer = 1 THEN RANK() OVER (
    PARTITION BY s.source, s.mineral, s.stage, s.basis, s.year ORDER BY s.producer DESC, s.amount DESC
  ) END AS rank,
  s.country, s.iso3, s.kind, s.amount AS quantity, s.unit,
  CASE WHEN s.kind = 'total' THEN CASE WHEN t.denominator = 'published' THEN 1.0 END
    ELSE s.amount / t.divided_by END AS share,
  s.state, s.status, t.flag, s.source, t.preferred
FROM (
  SELECT source, mineral, stage, basis, year, country, iso3, kind, unit, state, status,
    COALESCE(quantity, CASE WHEN high IS NULL THEN low ELSE (low + high) / 2.0 END) AS amount,
    CASE WHEN kind = 'country'
      AND COALESCE(quantity, CASE WHEN high IS NULL THEN low ELSE (low + high) / 2.0 END) > 0
      THEN 1 ELSE 0 END AS producer
  FROM supply
  UNION ALL
  SELECT source, mineral, stage, basis, year, 'Not attributed', NULL, 'residual', unit, 'number',
    status, not_attributed, 0
  FROM supply_tables WHERE not_attributed IS NOT NULL
) AS s
JOIN supply_tables AS t ON t.source = s.source AND t.mineral = s.mineral AND t.stage = s.stage
  AND t.basis = s.basis AND t.year = s.year
WHERE t.divided_by IS NOT NULL;

-- view share: Who supplies a mineral: the shares that critmin share answers with, of its preferred source and newest year
SELECT mineral, stage, basis, year, rank, country, iso3, kind, quantity, unit, share, state, status,
  flag, source
FROM share_by_source WHERE preferred = 1;

-- view hhi_by_source: Concentration of supply in every source edition, year and basis; it does not choose
SELECT mineral, stage, basis, year, hhi, hhi_low, hhi_high,
  CASE WHEN hhi <= 1000 THEN 'low' WHEN hhi <= 1800 THEN 'moderate' WHEN hhi > 1800 THEN 'high' END
    AS band,
  cr1, cr3, residual_share, producers AS countries, denominator, flag, source, preferred
FROM supply_tables WHERE divided_by IS NOT NULL;

-- view hhi: How concentrated supply is: the HHI that critmin hhi answers with, of its preferred source and newest year
SELECT mineral, stage, basis, year, hhi, hhi_low, hhi_high, band, cr1, cr3, residual_share, countries,
  denominator, flag, source
FROM hhi_by_source WHERE preferred = 1;

-- view flow_by_form: Each recorded flow with its mineral and form, and its weight unless the price contradicts it; it does not choose
SELECT f.source, f.year, f.importer AS buyer_iso3, f.exporter AS supplier_iso3, c.mineral, c.form,
  f.code, f.usd, f.eur, COALESCE(f.usd, f.eur) AS value,
  CASE WHEN f.kg > 0 AND w.kg > 0 AND f.usd * 1.0 / f.kg < w.value_weighed / (20.0 * w.kg) THEN NULL
    ELSE f.kg END AS kg,
  c.counts, c.not_held
FROM flows AS f
JOIN form_codes AS c ON c.source = f.source AND c.year = f.year AND c.code = f.code
JOIN trade_world AS w ON w.source = f.source AND w.year = f.year AND w.code = f.code
WHERE c.exporter = f.exporter OR (c.exporter IS NULL AND NOT EXISTS (
  SELECT 1 FROM trade_forms AS o WHERE o.code = f.code AND o.exporter = f.exporter));

-- view imports_by_source: Recorded imports of a country by supplier, form and year in every source; it does not choose
SELECT mineral, form, year, buyer_iso3, supplier_iso3, imports_usd, imports_eur, imports_t,
  CASE WHEN counted = 1 AND value > 0 THEN value * 1.0 / all_value END AS share,
  counted, flows_without_weight, not_held, source
FROM (
  SELECT mineral, form, year, buyer_iso3, supplier_iso3, source, SUM(usd) AS imports_usd,
    SUM(eur) AS imports_eur, SUM(kg) / 1000.0 AS imports_t, SUM(value) AS value,
    SUM(SUM(value)) OVER (PARTITION BY source, year, buyer_iso3, mineral, form) AS all_value,
    MIN(MIN(counts)) OVER (PARTITION BY source, year, buyer_iso3, mineral, form) AS counted,
    COUNT(*) - COUNT(kg) AS flows_without_weight, MAX(not_held) AS not_held
  FROM flow_by_form
  GROUP BY source, year, buyer_iso3, mineral, form, supplier_iso3
) AS i;

-- view dependency: Whom a country buys from in the newest year: the import shares that critmin dependency answers with
SELECT mineral, form, year, buyer_iso3, supplier_iso3, imports_usd, imports_eur, imports_t,
  CASE WHEN counted = 1 AND value > 0 THEN value * 1.0 / all_value END AS share,
  counted, flows_without_weight, not_held, source
FROM (
  SELECT f.mineral, f.form, f.year, f.buyer_iso3, f.supplier_iso3, f.source,
    SUM(usd) AS imports_usd, SUM(eur) AS imports_eur, SUM(kg) / 1000.0 AS imports_t,
    SUM(value) AS value, COUNT(*) - COUNT(kg) AS flows_without_weight, MAX(not_held) AS not_held,
    SUM(SUM(value)) OVER (PARTITION BY f.buyer_iso3, f.mineral, f.form) AS all_value,
    MIN(MIN(counts)) OVER (PARTITION BY f.buyer_iso3, f.mineral, f.form) AS counted
  FROM import_choice AS p
  JOIN flow_by_form AS f ON f.buyer_iso3 = p.buyer AND f.source = p.source AND f.year = p.year
    AND f.mineral = p.mineral AND f.form = p.form
  GROUP BY f.source, f.year, f.buyer_iso3, f.mineral, f.form, f.supplier_iso3
) AS i
UNION ALL
SELECT u.mineral, n.stage, 2024, 'USA', u.iso3, NULL, NULL, NULL,
  COALESCE(u.share, CASE WHEN u.high IS NULL THEN u.low ELSE (u.low + u.high) / 2.0 END),
  1, NULL, NULL, u.source
FROM usgs_import_sources AS u
JOIN us_import_forms AS n ON n.mineral = u.mineral AND n.form = u.form
WHERE n.stage IS NOT NULL;

-- view control_by_day: Export controls and their state: name a day between first_day and last_day
SELECT m.measure_id, m.jurisdiction_iso3, m.announcement, m.type, m.target, i.scope, i.mineral,
  i.form, i.item, s.first_day, s.last_day, s.status, m.verified_through, m.confidence, m.source
FROM control_states AS s
JOIN controls_measures AS m ON m.measure_id = s.measure_id
JOIN controls_measure_minerals AS i ON i.measure_id = s.measure_id;

-- view reliance: Net import reliance of the United States as the USGS prints it, by edition and form; it does not choose
SELECT mineral, form, year, 'USA' AS buyer_iso3, quantity, low, high, unit, state, status, note, source
FROM usgs_salient WHERE measure = 'net_import_reliance';

-- view price: Prices, monthly or by year, of every source and edition with their unit; it does not choose
SELECT p.mineral, p.period, p.price, NULL AS low, NULL AS high, p.unit, s.form, s.flag, p.source
FROM prices AS p
JOIN price_series AS s ON s.source = p.source AND s.mineral = p.mineral
UNION ALL
SELECT mineral, CAST(year AS TEXT), quantity, low, high, unit, form,
  CASE WHEN status <> 'reported' THEN status END, source
FROM usgs_salient WHERE measure = 'price';

-- view origin: Who produced a buyer's supply, if imports mix evenly: traced shares, with the supply of unknown origin as a row without supplier
SELECT buyer, mineral, form, year, supplier, direct, origin, low, high, direct_low, direct_high, cause
FROM traced_shares;

-- view on_lists: Which mineral is on which official list
SELECT e.mineral, e.list_id, l.jurisdiction, l.name AS list, l.list_date, e.category, e.listed_as,
  e.via, l.status, l.source
FROM policy_list_entries AS e
JOIN policy_lists AS l ON l.list_id = e.list_id AND l.category = e.category;
