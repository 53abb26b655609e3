-- name: forget_proofs(shop_id, order_id)!
delete from order_proofs where shop_id = :shop_id and order_id = :order_id;

-- name: forget_decisions(shop_id, order_id)!
delete from decisions where shop_id = :shop_id and order_id = :order_id;

-- name: forget_refunds(shop_id, platform, order_ref)!
delete from refunds where shop_id = :shop_id and platform = :platform and order_ref = :order_ref;

-- name: forget_order(shop_id, order_id)!
delete from orders where shop_id = :shop_id and order_id = :order_id;

-- name: forget_bodies(shop_id, order_ref)!
update deliveries set body = null, why = '' where shop_id = :shop_id and order_ref = :order_ref;

-- name: forget_body(shop_id, delivery_id)!
update deliveries set body = null, why = '' where shop_id = :shop_id and delivery_id = :delivery_id;

-- name: list_loose_bodies(shop_id)
select delivery_id, body from deliveries
where shop_id = :shop_id and body is not null and (order_ref = '' or outcome in ('dead', 'waiting'));

-- name: forget_events(shop_id, person_id)!
delete from events where shop_id = :shop_id and person_id = :person_id;

-- name: forget_friend(shop_id, person_id)!
update referrals set device_hash = '', ip_hash = '', reasons = '[]'
where shop_id = :shop_id and (friend_id = :person_id or advocate_id = :person_id);

-- name: forget_claimer(shop_id, person_id)!
update claims set contact_hash = '' where shop_id = :shop_id and friend_id = :person_id;

-- name: forget_candidates_of(shop_id, order_id)!
delete from candidates where shop_id = :shop_id and order_id = :order_id;

-- name: forget_corrections(shop_id, order_id)!
delete from corrections where shop_id = :shop_id and order_id = :order_id;

-- name: forget_evidence(shop_id, person_id)!
update candidates set evidence = '' where shop_id = :shop_id and advocate_id = :person_id and method = 'code';

-- name: forget_notes(shop_id, person_id)!
update corrections set note = '' where shop_id = :shop_id and advocate_id = :person_id;

-- name: forget_code_keys(shop_id, person_id)!
delete from code_keys where shop_id = :shop_id and code in (
    select code from people where shop_id = :shop_id and person_id = :person_id
    union all select code from aliases where shop_id = :shop_id and person_id = :person_id);

-- name: forget_aliases(shop_id, person_id)!
delete from aliases where shop_id = :shop_id and person_id = :person_id;

-- name: forget_effects(shop_id, person_id)!
delete from effects where shop_id = :shop_id and person_id = :person_id;

-- name: forget_messages(shop_id, person_id)!
delete from messages where shop_id = :shop_id and person_id = :person_id;

-- name: forget_exports(shop_id, person_id)!
delete from exports where shop_id = :shop_id and person_id = :person_id;

-- name: forget_keys(shop_id, person_id)!
delete from person_keys where shop_id = :shop_id and person_id = :person_id;

-- name: forget_partner(shop_id, person_id)!
update partners set name = partner_id, page_url = '', niche = '', note = '', why = '', payout_sealed = '', code_rules = '{}'
where shop_id = :shop_id and person_id = :person_id;

-- name: forget_payout_notes(shop_id, person_id)!
update payouts set why = '-' where shop_id = :shop_id and why <> '' and partner_id in (
    select partner_id from partners where shop_id = :shop_id and person_id = :person_id);

-- A store needs the code until it has ended it.
-- name: forget_ended_codes(shop_id)!
update coupons set code = coupon_id, code_key = coupon_id
where shop_id = :shop_id and subject = 'partner' and state in ('ended', 'used', 'failed') and code <> coupon_id
and not exists (
    select 1 from partners p join people q on q.shop_id = p.shop_id and q.person_id = p.person_id
    where p.shop_id = coupons.shop_id and p.partner_id = coupons.subject_id);

-- name: forget_wordings(shop_id, contact_hash)!
update consents set wording = '' where shop_id = :shop_id and contact_hash = :contact_hash;

-- name: forget_faults(shop_id)!
update imports set faults = '[]' where shop_id = :shop_id;

-- name: forget_profile(shop_id, person_id)!
delete from profiles where shop_id = :shop_id and person_id = :person_id;

-- name: forget_person(shop_id, person_id)!
delete from people where shop_id = :shop_id and person_id = :person_id;

-- name: add_export(shop_id, export_id, person_id, request_ref, content, created_at_ms)!
insert into exports (shop_id, export_id, person_id, request_ref, content, created_at_ms)
values (:shop_id, :export_id, :person_id, :request_ref, :content, :created_at_ms);

-- name: list_exports(shop_id)
select export_id, request_ref, content, created_at_ms from exports where shop_id = :shop_id order by export_id desc;

-- name: forget_old_exports(shop_id, before_id)!
delete from exports where shop_id = :shop_id and export_id < :before_id;

-- name: erase_profiles(shop_id)!
delete from profiles where shop_id = :shop_id;

-- name: erase_imports(shop_id)!
delete from imports where shop_id = :shop_id;

-- name: erase_order_proofs(shop_id)!
delete from order_proofs where shop_id = :shop_id;

-- name: erase_decisions(shop_id)!
delete from decisions where shop_id = :shop_id;

-- name: erase_refunds(shop_id)!
delete from refunds where shop_id = :shop_id;

-- name: erase_orders(shop_id)!
delete from orders where shop_id = :shop_id;

-- name: erase_deliveries(shop_id)!
delete from deliveries where shop_id = :shop_id;

-- name: erase_events(shop_id)!
delete from events where shop_id = :shop_id;

-- name: erase_candidates(shop_id)!
delete from candidates where shop_id = :shop_id;

-- name: erase_corrections(shop_id)!
delete from corrections where shop_id = :shop_id;

-- name: erase_claims(shop_id)!
delete from claims where shop_id = :shop_id;

-- name: erase_entries(shop_id)!
delete from entries where shop_id = :shop_id;

-- name: erase_rewards(shop_id)!
delete from rewards where shop_id = :shop_id;

-- name: erase_visits(shop_id)!
delete from visits where shop_id = :shop_id;

-- name: erase_coupons(shop_id)!
delete from coupons where shop_id = :shop_id;

-- name: erase_stock(shop_id)!
delete from stock where shop_id = :shop_id;

-- name: erase_connections(shop_id)!
delete from connections where shop_id = :shop_id;

-- name: erase_installs(shop_id)!
delete from installs where shop_id = :shop_id;

-- name: erase_repairs(shop_id)!
delete from repairs where shop_id = :shop_id;

-- name: erase_payouts(shop_id)!
delete from payouts where shop_id = :shop_id;

-- name: erase_batches(shop_id)!
delete from batches where shop_id = :shop_id;

-- name: erase_commission_lines(shop_id)!
delete from commission_lines where shop_id = :shop_id;

-- name: erase_agreements(shop_id)!
delete from agreements where shop_id = :shop_id;

-- name: erase_terms(shop_id)!
delete from terms where shop_id = :shop_id;

-- name: erase_partners(shop_id)!
delete from partners where shop_id = :shop_id;

-- name: erase_aliases(shop_id)!
delete from aliases where shop_id = :shop_id;

-- name: erase_code_keys(shop_id)!
delete from code_keys where shop_id = :shop_id;

-- name: erase_referrals(shop_id)!
delete from referrals where shop_id = :shop_id;

-- name: erase_messages(shop_id)!
delete from messages where shop_id = :shop_id;

-- name: erase_consents(shop_id)!
delete from consents where shop_id = :shop_id;

-- name: erase_bounces(shop_id)!
delete from bounces where shop_id = :shop_id;

-- name: erase_effects(shop_id)!
delete from effects where shop_id = :shop_id;

-- name: erase_exports(shop_id)!
delete from exports where shop_id = :shop_id;

-- name: erase_person_keys(shop_id)!
delete from person_keys where shop_id = :shop_id;

-- name: erase_people(shop_id)!
delete from people where shop_id = :shop_id;

-- name: erase_sheets(shop_id)!
delete from sheets where shop_id = :shop_id;

-- name: erase_limits(shop_id)!
delete from limits where shop_id = :shop_id;

-- name: erase_secrets(shop_id)!
delete from secrets where shop_id = :shop_id;

-- name: erase_programs(shop_id)!
delete from programs where shop_id = :shop_id;

-- name: erase_shop(shop_id)!
delete from shops where shop_id = :shop_id;

-- name: forget_fates(shop_id, person_id)!
delete from fates where shop_id = :shop_id and message_id in (
    select message_id from messages where shop_id = :shop_id and person_id = :person_id);

-- name: forget_browsers(shop_id, person_id)!
delete from push_subscriptions where shop_id = :shop_id and person_id = :person_id;

-- name: erase_fates(shop_id)!
delete from fates where shop_id = :shop_id;

-- name: erase_push_subscriptions(shop_id)!
delete from push_subscriptions where shop_id = :shop_id;

-- name: erase_whatsapp_accounts(shop_id)!
delete from whatsapp_accounts where shop_id = :shop_id;

-- name: erase_notices(shop_id)!
delete from notices where shop_id = :shop_id;

-- name: forget_occasions(shop_id, person_id)!
delete from occasions where shop_id = :shop_id and person_id = :person_id;

-- name: erase_occasions(shop_id)!
delete from occasions where shop_id = :shop_id;

-- name: erase_runs(shop_id)!
delete from runs where shop_id = :shop_id;

-- name: erase_campaigns(shop_id)!
delete from campaigns where shop_id = :shop_id;

-- name: erase_cursors(shop_id)!
delete from cursors where shop_id = :shop_id;

-- name: erase_refusals(shop_id)!
delete from refusals where shop_id = :shop_id;

-- name: erase_erasures(shop_id)!
delete from erasures where shop_id = :shop_id;

-- name: erase_weekly_letters(shop_id)!
delete from weekly_letters where shop_id = :shop_id;

-- name: erase_demos(shop_id)!
delete from demos where shop_id = :shop_id;

-- name: erase_memberships(shop_id)!
delete from memberships where shop_id = :shop_id;

-- name: erase_invitations(shop_id)!
delete from invitations where shop_id = :shop_id;

-- name: erase_sessions(shop_id)!
delete from sessions where shop_id = :shop_id;

-- name: erase_changes(shop_id)!
delete from changes where shop_id = :shop_id;

-- name: find_trial_id(shop_id)^
select shop_id from shops where trial_of = :shop_id;

-- name: erase_setups(shop_id)!
delete from setups where shop_id = :shop_id;

-- name: erase_sightings(shop_id)!
delete from sightings where shop_id = :shop_id;

-- name: erase_checks(shop_id)!
delete from checks where shop_id = :shop_id;

-- name: erase_trials(shop_id)!
delete from trials where shop_id = :shop_id;

-- name: erase_code_imports(shop_id)!
delete from code_imports where shop_id = :shop_id;

-- name: forget_exposures(shop_id, person_id)!
delete from exposures where shop_id = :shop_id and person_id = :person_id;

-- name: erase_exposures(shop_id)!
delete from exposures where shop_id = :shop_id;

-- name: erase_arm_counts(shop_id)!
delete from arm_counts where shop_id = :shop_id;

-- name: erase_weeks(shop_id)!
delete from weeks where shop_id = :shop_id;

-- name: erase_experiments(shop_id)!
delete from experiments where shop_id = :shop_id;

-- name: erase_sums(shop_id)!
delete from sums where shop_id = :shop_id;

-- name: erase_summed_days(shop_id)!
delete from summed_days where shop_id = :shop_id;

-- name: erase_weekly_choices(shop_id)!
delete from weekly_choices where shop_id = :shop_id;

-- name: erase_imported_codes(shop_id)!
delete from imported_codes where shop_id = :shop_id;

-- name: forget_imported_codes(shop_id, person_id)!
delete from imported_codes where shop_id = :shop_id and person_id = :person_id;

-- Of the kinds that `gather_person` gathers in rows.
-- name: count_kept(shop_id, person_id)^
select
    (select count(*) from orders where shop_id = :shop_id and person_id = :person_id) as orders,
    (select count(*) from messages where shop_id = :shop_id and person_id = :person_id) as messages,
    (select count(*) from push_subscriptions where shop_id = :shop_id and person_id = :person_id) as browsers,
    (select count(*) from occasions where shop_id = :shop_id and person_id = :person_id) as campaign_turns,
    (select count(*) from events where shop_id = :shop_id and person_id = :person_id) as reports,
    (select count(*) from referrals where shop_id = :shop_id and advocate_id = :person_id) as referrals,
    (select count(*) from exposures where shop_id = :shop_id and person_id = :person_id) as experiments,
    (select count(*) from claims where shop_id = :shop_id and friend_id = :person_id) as claims,
    (select count(*) from rewards where shop_id = :shop_id and person_id = :person_id) as rewards;
