-- Contractors and their contracts (D2, L1, L5).
create table contractor (
  code text primary key,
  name text not null,
  address text not null default '',
  recorded_by text not null,
  recorded_at timestamptz not null
);
create table contract (
  contract_id uuid primary key,
  contract_no text not null,
  contractor text not null references contractor (code),
  project text not null,
  completion_accepted_on date not null,
  repair_time_unit text not null,
  repair_time_count integer not null,
  repair_time_moves boolean not null,
  settled_price_fen bigint not null,
  retention_fen bigint not null,
  liability_ends_on date not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  constraint contract_no_once unique (contract_no),
  constraint contract_repair_time_unit_known check (repair_time_unit in ('seconds', 'hours', 'days')),
  constraint contract_repair_time_positive check (repair_time_count > 0),
  constraint contract_settled_price_not_negative check (settled_price_fen >= 0),
  constraint contract_retention_within_price check (retention_fen between 0 and settled_price_fen),
  constraint contract_liability_after_completion check (liability_ends_on >= completion_accepted_on)
);
create index contract_by_project on contract (project);
create table contract_part (
  contract_id uuid not null references contract (contract_id),
  part text not null,
  warranty_months integer not null,
  clause text not null,
  primary key (contract_id, part),
  constraint contract_part_warranty_positive check (warranty_months > 0)
);

-- What is known of a case, from intake's events (I4).
create table case_copy (
  case_id uuid primary key,
  case_no text not null,
  project text not null,
  unit_no text,
  phase text not null,
  department text not null,
  desk text not null,
  completion_accepted_on date,
  handed_over_on date,
  customer_id uuid,
  registered_at timestamptz not null,
  round integer not null default 1,
  is_open boolean not null default true,
  constraint case_copy_round_positive check (round >= 1)
);

-- The work order (D1): the sheet as it went out, and where it stands.
create table work_order (
  order_id uuid primary key,
  order_no text not null,
  case_id uuid not null references case_copy (case_id),
  case_no text not null,
  project text not null,
  unit_no text,
  phase text not null,
  department text not null,
  desk text not null,
  customer_id uuid,
  round integer not null,
  subject text not null,
  part text not null,
  addressed_to text not null,
  warranty_work text not null,
  source text not null,
  place text not null,
  expected_cost_fen bigint not null,
  photos text[] not null,
  danger boolean not null,
  contractor text references contractor (code),
  contract_id uuid references contract (contract_id),
  contract_clause text not null,
  warranty_article text not null,
  contractor_until date,
  owner_until date,
  bearer text not null,
  repair_time_unit text,
  repair_time_count integer,
  repair_time_moves boolean,
  repairs_before integer not null,
  issued_by text not null,
  issued_at timestamptz not null,

  state text not null,
  repairer text not null,
  repair_count integer not null,
  ordered_by text[] not null,
  done_by text[] not null,
  received_at timestamptz,
  received_by text,
  due_at timestamptz,
  remind_at timestamptz,
  reminded_at timestamptz,
  taken_over_at timestamptz,
  taken_over_reason text,
  done_at timestamptz,
  completed_on date,
  checked_by text,
  checked_at timestamptz,
  owner_opinion text not null,
  signer text,
  signed_at timestamptz,

  constraint work_order_no_once unique (order_no),
  constraint work_order_round_positive check (round >= 1),
  constraint work_order_source_known check (source in ('sales', 'owner', 'engineering')),
  constraint work_order_cost_not_negative check (expected_cost_fen >= 0),
  constraint work_order_bearer_known check (bearer in ('contractor', 'company', 'owner', 'third_party')),
  constraint work_order_contractor_by_contract
    check ((contractor is null) = (contract_id is null) and (contract_id is null) = (repair_time_count is null)),
  constraint work_order_state_known
    check (state in ('issued', 'received', 'with_squad', 'may_start', 'done', 'checked', 'completed')),
  constraint work_order_repairer_known check (repairer in ('contractor', 'squad')),
  constraint work_order_contractor_has_a_contract check (repairer = 'squad' or contract_id is not null),
  constraint work_order_with_whom_it_stands check (
    case when state in ('issued', 'received') then repairer = 'contractor'
         when state in ('with_squad', 'may_start') then repairer = 'squad' else true end),
  constraint work_order_time_runs_from_receipt
    check (num_nulls(received_at, received_by, due_at, remind_at) in (0, 4) and due_at > received_at and remind_at <= due_at),
  constraint work_order_received_has_a_deadline check (state <> 'received' or due_at is not null),
  constraint work_order_reminded_after_receipt check (reminded_at >= received_at),
  constraint work_order_take_over_complete
    check (num_nulls(taken_over_at, taken_over_reason) in (0, 2) and (taken_over_at is null or repairer = 'squad')),
  constraint work_order_squad_by_take_over check (repairer = 'contractor' or contract_id is null or taken_over_at is not null),
  constraint work_order_take_over_reason_known
    check (taken_over_reason in ('time_passed', 'contractor_declined', 'owner_asked', 'check_failed_after_deadline')),
  constraint work_order_done_has_a_day check (state not in ('done', 'checked', 'completed') or num_nulls(done_at, completed_on) = 0),
  constraint work_order_checked_by_another
    check (state not in ('checked', 'completed') or (checked_at is not null and not checked_by = any (done_by))),
  constraint work_order_completed_is_signed check ((state = 'completed') = (signed_at is not null)),
  constraint work_order_signature_has_a_name check (signed_at is null or signer is not null),
  constraint work_order_count_rises check (repairs_before >= 0 and repair_count > repairs_before)
);
create index work_order_by_case on work_order (case_id, part);
create index work_order_by_contractor on work_order (contractor, order_id);
create index work_order_by_project on work_order (project, order_id);

-- Who moved it, when, from where to where; and the evidence (L7). Rows are only ever added.
create table work_order_move (
  id bigint generated always as identity primary key,
  order_id uuid not null references work_order (order_id),
  verb text not null,
  at timestamptz not null,
  by text not null,
  from_state text,
  to_state text not null,
  note text not null,
  constraint work_order_move_first_has_no_origin check ((verb = 'issue') = (from_state is null))
);
create index work_order_move_by_order on work_order_move (order_id, id);
create unique index work_order_move_issued_once on work_order_move (order_id) where verb = 'issue';
create unique index work_order_move_signed_once on work_order_move (order_id) where verb = 'sign';
create table evidence (
  id bigint generated always as identity primary key,
  order_id uuid not null references work_order (order_id),
  kind text not null,
  at timestamptz not null,
  by text not null,
  note text not null,
  photos text[] not null,
  constraint evidence_kind_known check (kind in ('notice', 'receipt', 'service_proven', 'reminder', 'deadline_passed', 'declined',
    'take_over', 'work_done', 'contractor_report', 'late_report'))
);
create index evidence_by_order on evidence (order_id, id);
create unique index evidence_once_a_kind on evidence (order_id, kind)
  where kind not in ('work_done', 'contractor_report', 'late_report');

create trigger work_order_move_is_append_only before update or delete on work_order_move
  for each row execute function refuse_change();
create trigger work_order_move_is_never_emptied before truncate on work_order_move
  for each statement execute function refuse_change();
create trigger evidence_is_append_only before update or delete on evidence for each row execute function refuse_change();
create trigger evidence_is_never_emptied before truncate on evidence for each statement execute function refuse_change();

-- What finance decided about the squad's cost for an order (F1).
create table order_claim (
  claim_id uuid primary key,
  order_id uuid not null references work_order (order_id),
  claim_no text not null,
  amount_fen bigint not null,
  decision text not null,
  decided_by text not null,
  reason text not null,
  heard_at timestamptz not null,
  constraint order_claim_decision_known check (decision in ('approved', 'refused')),
  constraint order_claim_amount_positive check (amount_fen > 0)
);
create index order_claim_by_order on order_claim (order_id);

-- Photos, kept once by what is in them; who brought one, and which orders show it.
create table photo (
  sha256 text primary key,
  media_type text not null,
  content bytea not null,
  constraint photo_known_by_its_content check (sha256 = encode(sha256(content), 'hex')),
  constraint photo_media_type_known check (media_type in ('image/jpeg', 'image/png')),
  constraint photo_not_too_large check (octet_length(content) between 1 and 5000000)
);
create table photo_upload (
  sha256 text not null references photo (sha256),
  person text not null,
  at timestamptz not null,
  primary key (sha256, person)
);
create table photo_use (
  sha256 text not null references photo (sha256),
  order_id uuid not null references work_order (order_id),
  primary key (sha256, order_id)
);
create index photo_use_by_order on photo_use (order_id);

insert into policy (name, version, holds_from, data, source) values
('warranty_floor', 1, '2000-01-30', '{
  "structure":              {"months": 600, "article": "建设工程质量管理条例 第四十条第一款第（一）项"},
  "roof_waterproofing":     {"months": 60,  "article": "建设工程质量管理条例 第四十条第一款第（二）项"},
  "wet_room_waterproofing": {"months": 60,  "article": "建设工程质量管理条例 第四十条第一款第（二）项"},
  "outer_wall_leakage":     {"months": 60,  "article": "建设工程质量管理条例 第四十条第一款第（二）项"},
  "heating_and_cooling":    {"months": 24,  "article": "建设工程质量管理条例 第四十条第一款第（三）项"},
  "electrical":             {"months": 24,  "article": "建设工程质量管理条例 第四十条第一款第（四）项"},
  "plumbing":               {"months": 24,  "article": "建设工程质量管理条例 第四十条第一款第（四）项"},
  "equipment":              {"months": 24,  "article": "建设工程质量管理条例 第四十条第一款第（四）项"},
  "decoration":             {"months": 24,  "article": "建设工程质量管理条例 第四十条第一款第（四）项"},
  "doors_and_windows":      {"months": 24,  "article": "建设工程质量管理条例 第四十条第一款第（四）项"}
}', 'L1: Regulation on construction quality, art. 40; design life taken as 50 years, two seasons as 24 months'),
('owner_minimum', 1, '1998-09-01', '{
  "structure":              {"months": 600, "article": "商品住宅实行住宅质量保证书和住宅使用说明书制度的规定 第五条"},
  "roof_waterproofing":     {"months": 36,  "article": "商品住宅实行住宅质量保证书和住宅使用说明书制度的规定 第五条"},
  "wet_room_waterproofing": {"months": 12,  "article": "商品住宅实行住宅质量保证书和住宅使用说明书制度的规定 第五条"},
  "outer_wall_leakage":     {"months": 12,  "article": "商品住宅实行住宅质量保证书和住宅使用说明书制度的规定 第五条"},
  "heating_and_cooling":    {"months": 12,  "article": "商品住宅实行住宅质量保证书和住宅使用说明书制度的规定 第五条"},
  "electrical":             {"months": 6,   "article": "商品住宅实行住宅质量保证书和住宅使用说明书制度的规定 第五条"},
  "plumbing":               {"months": 12,  "article": "商品住宅实行住宅质量保证书和住宅使用说明书制度的规定 第五条"},
  "equipment":              {"months": 12,  "article": "商品住宅实行住宅质量保证书和住宅使用说明书制度的规定 第五条"},
  "decoration":             {"months": 12,  "article": "商品住宅实行住宅质量保证书和住宅使用说明书制度的规定 第五条"},
  "doors_and_windows":      {"months": 12,  "article": "商品住宅实行住宅质量保证书和住宅使用说明书制度的规定 第五条"}
}', 'L2: sale of commercial housing, art. 33; 1998 rule, art. 5; one season taken as 12 months'),
('retention_limits', 1, '2017-07-01', '{
  "rate_bp": 300, "rate_article": "建设工程质量保证金管理办法 第七条",
  "liability_months": 24, "liability_article": "建设工程质量保证金管理办法 第二条"
}', 'L5: Retention measures (2017), art. 2 and 7'),
('reminder', 1, '2000-01-01', '{"numerator": 2, "denominator": 3}', 'N2, L7: share of the contractor''s time after which he is reminded');
