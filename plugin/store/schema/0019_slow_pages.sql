-- A partner's page looks at what anything speaks against, of ten thousand friends of whom nearly all are clear.
create index referrals_doubted on referrals (shop_id, advocate_id, friend_id)
where review = 'rejected' or (verdict <> 'clear' and review <> 'approved');
