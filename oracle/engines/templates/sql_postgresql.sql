-- An adapter for Zerohour: two functions in a PostgreSQL database. Load it with: psql -f adapter.sql DATABASE
-- For each scenario the temporary tables zerohour_events, zerohour_participants, zerohour_blocks and so on hold the day;
-- what zerohour_run() does and writes is rolled back afterwards.

create or replace function zerohour_initialize() returns table (key text, value text) language sql as $$
  values
    ('protocolVersion', '1'),
    ('name', 'my engine'),
    ('version', '1'),
    -- what your engine supports; it is asked about nothing else
    ('feature', 'intraday'),
    ('feature', 'exclusion'),
    ('feature', 'lines')
$$;

-- Run a whole day; say what came of every order.
create or replace function zerohour_run() returns void language plpgsql as $$
begin
  insert into zerohour_orders (id, status)
  select distinct id, 'refused' -- ask your engine instead
  from zerohour_events
  where type = 'submit';
end
$$;
