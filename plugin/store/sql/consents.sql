-- name: add_consent(shop_id, consent_id, medium, contact_hash, says, source, wording, at_ms)!
insert into consents (shop_id, consent_id, medium, contact_hash, says, source, wording, at_ms)
values (:shop_id, :consent_id, :medium, :contact_hash, :says, :source, :wording, :at_ms);

-- name: list_consents_of(shop_id, contact_hash, medium)
select medium, says, source, wording, at_ms from consents
where shop_id = :shop_id and contact_hash = :contact_hash and medium = :medium order by consent_id desc limit 100;

-- The first fifteen letters of an id are its millisecond: of two words in one, the refusal holds.
-- name: last_consent(shop_id, contact_hash, medium)^
select medium, says, source, wording, at_ms from consents
where shop_id = :shop_id and contact_hash = :contact_hash and medium = :medium
order by substr(consent_id, 1, 15) desc, says desc limit 1;

-- name: add_bounce(shop_id, bounce_id, medium, contact_hash, kind, source, at_ms)!
insert into bounces (shop_id, bounce_id, medium, contact_hash, kind, source, at_ms)
values (:shop_id, :bounce_id, :medium, :contact_hash, :kind, :source, :at_ms)
on conflict (shop_id, bounce_id) do nothing;

-- name: list_bounces_of(shop_id, contact_hash, medium)
select medium, kind, source, at_ms from bounces
where shop_id = :shop_id and contact_hash = :contact_hash and medium = :medium order by bounce_id desc limit 100;

-- name: has_bought(shop_id, person_id)^
select exists (select 1 from orders where shop_id = :shop_id and person_id = :person_id and deleted_at_ms is null)
    or exists (select 1 from profiles where shop_id = :shop_id and person_id = :person_id and orders_count > 0) as bought;

-- name: count_suppressed(shop_id)^
select
    (select count(distinct contact_hash) from bounces where shop_id = :shop_id and kind in ('hard', 'complaint')) as bounced_count,
    (select count(distinct contact_hash) from consents c where c.shop_id = :shop_id and c.says = 'out' and not exists (
        select 1 from consents d where d.shop_id = c.shop_id and d.contact_hash = c.contact_hash
        and d.medium = c.medium and d.consent_id > c.consent_id)) as opted_out_count;

-- name: list_last_says(shop_id, medium, contact_hashes)
select contact_hash, says from consents
where shop_id = :shop_id and medium = :medium and contact_hash in (select value from list_of(:contact_hashes))
order by substr(consent_id, 1, 15), says;

-- name: add_consents(shop_id, consent_id, medium, contact_hash, says, source, wording, at_ms)*!
insert into consents (shop_id, consent_id, medium, contact_hash, says, source, wording, at_ms)
values (:shop_id, :consent_id, :medium, :contact_hash, :says, :source, :wording, :at_ms);

-- name: list_complained(shop_id, medium, contact_hashes)
select distinct contact_hash from bounces
where shop_id = :shop_id and medium = :medium and kind = 'complaint'
      and contact_hash in (select value from list_of(:contact_hashes));
