-- A clearing engine in SQL, written from the published rules. SQLite (3.35 or later) and PostgreSQL run these very
-- statements; __init__.py beside this file, and ../postgres, say how.
--
-- A day stands in the tables zerohour_events, zerohour_blocks and so on. After `-- on KIND, …` follow the statements for
-- events of these kinds: the type of the event, and its account if it has one. They run in the order of this file; one
-- after `-- repeat` runs until it changes nothing. :NAME is a column of the event, a reading (:a02), or the cap.
-- A time that is null is never.

-- on tables
create table book_state (locked boolean, closed_days integer, way text);
create table book_blocks (
  system text, block text, day integer, cutoff bigint, use text, intraday_first boolean, following text
);
create table book_people (
  id text primary key, batch numeric, straks numeric, draw numeric, held boolean,
  most numeric, instant boolean, decree bigint, lapsed boolean, notice bigint
);
create table book_marks (participant text, system text, cause text);
create table book_orders (
  id text primary key, system text, payer text, payee text, amount numeric, status text, block text, cycle text,
  submitted bigint, entered bigint, fixed bigint, part text, deliverer text
);
create table book_out (system text, participant text, draw numeric);

-- What each participant has received less paid in the open and in the closed cycle of instant payments.
create view book_instant as
select p.id,
  coalesce(sum(case when o.cycle = 'open' then case when o.payee = p.id then o.amount else -o.amount end end), 0) as open,
  coalesce(sum(case when o.cycle = 'closed' then case when o.payee = p.id then o.amount else -o.amount end end), 0) as closed
from book_people p left join book_orders o on o.status = 'cleared' and p.id in (o.payer, o.payee)
group by p.id;

-- The net positions of the running cycle, without what is to or from those who are taken out.
create view book_nets as
select id, in_sum, in_both - in_sum as in_intraday, in_both,
  case when in_sum < 0 then in_sum else 0 end + case when in_both < in_sum then in_both - in_sum else 0 end as drawn
from (
select p.id,
  coalesce(sum(case when o.system = 'sum' then case when o.payee = p.id then o.amount else -o.amount end end), 0) as in_sum,
  coalesce(sum(case when o.payee = p.id then o.amount else -o.amount end), 0) as in_both
from book_people p
left join book_orders o on o.status = 'admitted' and p.id in (o.payer, o.payee) and not exists (
  select 1 from book_out x where x.system = o.system and x.participant in (o.payer, o.payee)
)
group by p.id
) as nets;

-- What covers a net draw.
create view book_cover as
select id, case when lapsed then 0 else batch end as batch, case when lapsed then 0 else straks end as straks
from book_people;

-- on opening
insert into book_state values (false, 0, '');
insert into book_blocks (system, block, day, cutoff, use, intraday_first)
select 'sum', block, day, cutoff, sum, intraday_first from zerohour_blocks where account = 'batch'
union all select 'intraday', block, day, cutoff, intraday, intraday_first from zerohour_blocks where account = 'batch';
update book_blocks set following = (
  select n.block from book_blocks n
  where n.system = book_blocks.system and n.cutoff > book_blocks.cutoff
    and (n.day = book_blocks.day or (n.system = 'sum' and exists (
      select 1 from zerohour_readings r where r.reading = 'A-32' and r.value = 'manual'
    )))
    and (n.use = 'regular' or (n.system = 'sum' and n.use <> 'not'))
  order by n.cutoff limit 1
);
insert into book_people
select participant, 0, 0, 0, false, "limit", coalesce(straks, true), null, false, null from zerohour_participants;

-- on submit, lodge
insert into book_orders (id, system, payer, payee, amount, status, submitted, part, deliverer)
values (:id, coalesce(:system, 'sum'), :payer, :payee, :amount, 'new', :at, :part, :deliverer)
on conflict (id) do nothing;
update book_orders set status = 'refused'
where status = 'new' and (
  payer = payee or amount <= 0
  or not exists (select 1 from book_people where id = payer)
  or not exists (select 1 from book_people where id = payee)
  or exists (select 1 from book_marks m where m.system = book_orders.system and m.participant in (payer, payee))
);

-- on submit
update book_orders set cycle = 'open', status = case
    when (:a10 <> 'until_decree' or p.decree is null) and p.instant and q.instant and amount <= :straks_cap
      and amount <= c.straks + n.open + case when n.closed < 0 or :a38 = 'both_signs' then n.closed else 0 end
    then 'cleared' else 'refused' end
from book_people p, book_people q, book_cover c, book_instant n
where status = 'new' and system = 'straks' and p.id = payer and q.id = payee and c.id = payer and n.id = payer;
update book_orders set status = 'rerouted'
from book_people p where status = 'new' and system = 'intraday' and p.id = payer and amount > p.most;

-- on submit, lodge
update book_orders set block = (
  select b.block from book_blocks b left join book_blocks n on n.system = b.system and n.block = :block
  where b.system = book_orders.system and b.cutoff > :at and case
    when :block is null then b.use = 'regular'
    when n.cutoff > :at then n.use = 'regular' and b.block = n.block
    else n.use = 'regular' and b.day = n.day and b.use in ('late', 'if_set_aside')
  end
  order by b.cutoff limit 1
)
where status = 'new';
update book_orders set status = case when block is null then 'refused' when system = 'sum' then 'lodged' else 'entered' end,
  entered = case when :a02 = 'submitted' or (:a02 = 'registered' and system = 'intraday') then :at end,
  fixed = (select cutoff from book_blocks b where b.system = book_orders.system and b.block = book_orders.block)
where status = 'new';

-- on delivery
update book_orders set status = 'new', block = (
  select b.block from book_blocks n, book_blocks b
  where n.system = 'sum' and n.block = book_orders.block and b.system = 'sum' and b.cutoff > :at and case
    when n.cutoff > :at then b.block = n.block
    else b.day = n.day and b.use in ('late', 'if_set_aside')
  end
  order by b.cutoff limit 1
)
where status = 'lodged' and deliverer = :deliverer and part = :part;
update book_orders set status = case when block is null then 'rejected' else 'entered' end,
  entered = case :a02 when 'registered' then :at when 'submitted' then submitted end,
  fixed = (select cutoff from book_blocks b where b.system = 'sum' and b.block = book_orders.block)
where status = 'new';

-- on close
update book_orders set status = 'rejected'
where status = 'lodged' and block in (select block from book_blocks where day <= :day)
  and :day = (select closed_days from book_state)
  and :at >= (select "end" from zerohour_days where calendar = 'clearing' order by start limit 1 offset :day)
  and (:forced or not exists (
    select 1 from book_orders o where o.status = 'lodged' and o.part = 'pbs'
      and o.block in (select block from book_blocks where day <= :day)
  ));
update book_state set closed_days = closed_days + 1
where :day = closed_days
  and :at >= (select "end" from zerohour_days where calendar = 'clearing' order by start limit 1 offset :day)
  and not exists (
    select 1 from book_orders where status = 'lodged' and block in (select block from book_blocks where day <= :day)
  );

-- on revoke
update book_orders set status = 'revoked'
where id = :id and status in ('entered', 'carried', 'set_aside') and :at < fixed;

-- on line batch
update book_people set batch = :amount
where id = :participant and :amount >= 0 and not (select locked from book_state);

-- on line straks
update book_people set straks = :amount
from book_instant n
where book_people.id = :participant and n.id = :participant and :amount >= 0
  and :amount + case when n.open < 0 then n.open else 0 end + case when n.closed < 0 then n.closed else 0 end >= 0;

-- on limit
update book_people set most = :amount where id = :participant and :amount >= 0;

-- on decree
update book_people set decree = :at, lapsed = :a43 = 'lapses_at_decree' where id = :participant and decree is null;

-- on notice
update book_people set notice = :at where id = :participant and notice is null;

-- on mark
update book_orders set status = 'rejected'
from book_people p, book_blocks b
where p.id = :participant and p.decree is not null and p.id in (payer, payee)
  and book_orders.system = :system and b.system = :system and b.block = book_orders.block
  and status in ('lodged', 'entered', 'carried', 'set_aside', 'admitted')
  and not exists (select 1 from book_marks where participant = p.id and book_marks.system = :system and cause = 'mark')
  and (
    (:a09 = 'never' and payer = p.id and submitted >= p.decree)
    or (:a07 = 'mark' and status = 'admitted')
    or (
      not (:a01 = 'conditional' or (:a01 = 'by_entry' and coalesce(entered < p.decree, false)))
      and (status = 'lodged' or b.cutoff > case
        when :a05 = 'decree' then p.decree
        when :a05 = 'notice' and p.notice < :at then p.notice
        else :at end)
    )
  );
update book_people set draw = 0
where id = :participant and :system = 'sum' and decree is not null
  and not exists (select 1 from book_marks where participant = id and system = 'sum' and cause = 'mark');
insert into book_marks select id, :system, 'mark' from book_people where id = :participant and decree is not null;

-- on exclusion
update book_orders set status = 'rejected'
where status in ('lodged', 'entered', 'carried', 'set_aside') and :participant in (payer, payee)
  and not exists (select 1 from book_marks where participant = :participant and cause = 'exclusion');
update book_people set draw = 0
where id = :participant and not exists (select 1 from book_marks where participant = id and cause = 'exclusion');
insert into book_marks select id, s.column1, 'exclusion'
from book_people, (values ('sum'), ('intraday'), ('straks')) as s where id = :participant;

-- on cut_off straks
update book_orders set cycle = 'closed' where status = 'cleared' and cycle = 'open';

-- on settle straks
insert into zerohour_nets (system, block, participant, amount) select 'straks', :block, id, closed from book_instant;
update book_people set straks = straks + (select closed from book_instant n where n.id = book_people.id);
insert into zerohour_bookings (number, id, block)
select :number, id, :block from book_orders where status = 'cleared' and cycle = 'closed';
update book_orders set status = 'settled', block = :block where status = 'cleared' and cycle = 'closed';

-- on cut_off batch
update book_orders set block = coalesce(b.following, b.block), status = case when b.following is null then 'rejected' else status end
from book_blocks b
where b.system = 'sum' and b.block = :block and b.use = 'if_set_aside' and not exists (select 1 from book_people where draw > 0)
  and book_orders.system = 'sum' and book_orders.block = :block and status in ('entered', 'carried', 'set_aside');
update book_orders set status = 'admitted', entered = case when entered < :at then entered else :at end
where block = :block and status in ('entered', 'carried', 'set_aside');
insert into zerohour_admissions (number, id, block)
select :number, id, :block from book_orders where status = 'admitted' and block = :block;

-- on lock batch
update book_state set locked = true;
update book_people set held = :a29 = 'if_covered' and c.batch < draw from book_cover c where c.id = book_people.id;
update book_orders set status = 'left'
where status = 'admitted' and system = 'sum' and exists (select 1 from book_people p where p.held and p.id in (payer, payee));

-- on settle batch
update book_state set way = case
  when :a47 = 'total_with_exclusion' then 'together'
  when :a47 = 'total_then_serial' and not exists (
    select 1 from book_nets n, book_cover c
    where c.id = n.id and case when :a20 = 'either' and n.in_both < 0 then n.drawn else n.in_both end + c.batch < 0
  ) then 'covered'
  when :a48 = 'as_listed' and exists (select 1 from book_blocks b where b.block = :block and b.intraday_first)
  then 'intraday first'
  else 'sum first' end;
-- repeat
insert into book_out
select s.column1, short.id, short.draw
from book_state, (values ('sum'), ('intraday')) as s, (
  select id, -net as draw, net + line as funds, min(net + line) over () as worst, max(net + line) over () as best
  from (
    select n.id, c.batch as line, case
        when way = 'intraday first' then n.in_intraday
        when way = 'sum first' then n.in_sum
        when :a20 = 'either' and n.in_both < 0 then n.drawn
        else n.in_both end as net
    from book_state, book_nets n, book_cover c
    where c.id = n.id and way <> 'covered' and n.id not in (
      select participant from book_out where system = case when way = 'intraday first' then 'intraday' else 'sum' end
    )
  ) as positions
  where net + line < 0
) as short
where (way = 'together' or way = s.column1 || ' first')
  and (:a23 <> 'worst_first' or funds = worst) and (:a23 <> 'smallest_shortfall' or funds = best);
-- repeat
insert into book_out
select system, id, draw
from (
  select n.id, s.column1 as system, -n.in_sum as draw, n.in_both + c.batch as funds,
    min(n.in_both + c.batch) over () as worst, max(n.in_both + c.batch) over () as best
  from book_state, book_nets n, book_cover c, (values ('sum'), ('intraday')) as s
  where c.id = n.id and way like '% first' and way <> s.column1 || ' first' and n.in_both + c.batch < 0
    and n.id not in (select participant from book_out where system = s.column1)
) as short
where (:a23 <> 'worst_first' or funds = worst) and (:a23 <> 'smallest_shortfall' or funds = best);
insert into zerohour_excluded (block, participant)
select :block, x.participant from book_state left join book_out x on x.system = 'intraday';
insert into zerohour_set_aside (block, participant, amount)
select :block, x.participant, x.draw from book_state left join book_out x on x.system = 'sum';
insert into zerohour_nets (system, block, participant, amount)
select 'sum', :block, id, in_sum from book_nets union all select 'intraday', :block, id, in_both - in_sum from book_nets;
update book_people set batch = batch + n.in_both from book_nets n where n.id = book_people.id;
update book_people set held = false, draw = case
  when (select following from book_blocks where system = 'sum' and block = :block) is null then 0
  when :a15 <> 'set_aside' and exists (select 1 from book_marks m where m.participant = id and m.system = 'sum') then 0
  when held then draw
  else coalesce((select x.draw from book_out x where x.participant = id and x.system = 'sum'), 0) end;
update book_orders set status = case when exists (
  select 1 from book_out x where x.system = book_orders.system and x.participant in (payer, payee)
) then 'left' else 'settled' end
where status = 'admitted';
insert into zerohour_bookings (number, id, block)
select :number, id, :block from book_orders where status = 'settled' and block = :block and system <> 'straks';
update book_state set locked = false;
delete from book_out;

-- on lock batch, settle batch
update book_orders set status = case
    when following is null or (gone and :a15 <> 'set_aside')
    then case when gone and :a15 = 'reversed' then 'reversed' else 'rejected' end
    when book_orders.system = 'sum' then 'set_aside' else 'carried' end,
  block = coalesce(following, book_orders.block),
  entered = case when :a22 <> 'renewed' then entered when :a02 <> 'cutoff' then :at end,
  fixed = case when :a22 = 'renewed' then renewed else fixed end
from (
  select o.id, b.following, n.cutoff as renewed,
    exists (select 1 from book_marks m where m.system = o.system and m.participant in (o.payer, o.payee)) as gone
  from book_orders o
  join book_blocks b on b.system = o.system and b.block = o.block
  left join book_blocks n on n.system = o.system and n.block = b.following
) as fate
where fate.id = book_orders.id and status = 'left';

-- on closing
insert into zerohour_admissions (number, id)
select 0, id from book_orders where id not in (select id from zerohour_admissions);
insert into zerohour_bookings (number, id)
select 0, id from book_orders where id not in (select id from zerohour_bookings);
insert into zerohour_orders (id, status, block) select id, status, case when status = 'settled' then block end from book_orders;
insert into zerohour_balances (participant, account, amount)
select id, 'batch', batch from book_people union all select id, 'straks', straks from book_people;
