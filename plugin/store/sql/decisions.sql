-- name: add_decision(shop_id, decision_id, order_id, person_id, program_version, verdict, reasons, decided_at_ms)!
insert into decisions (shop_id, decision_id, order_id, person_id, program_version, verdict, reasons, decided_at_ms)
values (:shop_id, :decision_id, :order_id, :person_id, :program_version, :verdict, :reasons, :decided_at_ms);

-- name: last_decision(shop_id, order_id)^
select decision_id, order_id, person_id, program_version, verdict, reasons, decided_at_ms
from decisions where shop_id = :shop_id and order_id = :order_id order by decision_id desc limit 1;

-- name: find_decision(shop_id, decision_id)^
select decision_id, order_id, person_id, program_version, verdict, reasons, decided_at_ms
from decisions where shop_id = :shop_id and decision_id = :decision_id;

-- name: list_decisions_of(shop_id, order_id)
select decision_id, order_id, person_id, program_version, verdict, reasons, decided_at_ms
from decisions where shop_id = :shop_id and order_id = :order_id order by decision_id;

-- name: list_decisions(shop_id, before_id, most)
select decision_id, order_id, person_id, program_version, verdict, reasons, decided_at_ms
from decisions where shop_id = :shop_id and decision_id < :before_id order by decision_id desc limit :most;

-- name: list_counted_decisions(shop_id, most)
select d.decision_id, d.order_id, d.person_id, d.program_version, d.verdict, d.reasons, d.decided_at_ms
from decisions d join orders o on o.shop_id = d.shop_id and o.order_id = d.order_id
where d.shop_id = :shop_id and o.is_test = 0 order by d.decision_id desc limit :most;

-- name: list_reasons(shop_id, most)
select d.reasons from decisions d join orders o on o.shop_id = d.shop_id and o.order_id = d.order_id
where d.shop_id = :shop_id and o.is_test = 0 order by d.decision_id desc limit :most;
