-- Forms filled in (V5). Rows only grow; what a person may have forgotten (L8) is all that can be emptied.
create table response (
  response_id uuid primary key,
  form_code text not null,
  form_version integer not null,
  campaign_id uuid,
  link_id uuid,
  case_id uuid,
  project text not null,
  building text,
  unit_no text,
  customer_id uuid,
  overall text,
  overall_counts text,
  comment text not null,
  given_at timestamptz not null,
  by text not null,
  entered_by text,
  is_pilot boolean not null,
  signed_as text not null default '',
  replaces uuid references response,
  constraint response_by_known check (by in ('link', 'paper', 'phone', 'home')),
  constraint response_by_link_or_by_staff check ((by = 'link') = (entered_by is null)),
  constraint response_by_link_names_it check (by <> 'link' or link_id is not null),
  constraint response_overall_counts_known check (overall_counts in ('satisfied', 'neither', 'dissatisfied')),
  constraint response_overall_counts check ((overall is null) = (overall_counts is null)),
  constraint response_replaced_once unique (replaces)
);
create unique index response_one_by_link on response (link_id) where by = 'link';
create index response_of_campaign on response (campaign_id, response_id) where campaign_id is not null;
create index response_of_project on response (project, given_at);
create index response_of_customer on response (customer_id) where customer_id is not null;

create table response_answer (
  response_id uuid not null references response,
  place integer not null,
  item text not null,
  step text not null,
  counts text not null,
  comment text not null,
  primary key (response_id, item),
  constraint answer_counts_known check (counts in ('satisfied', 'neither', 'dissatisfied'))
);

create function refuse_all_but_forgetting() returns trigger language plpgsql as $$
declare
  forgotten jsonb := '{"comment": "", "signed_as": ""}';
begin
  if tg_op = 'UPDATE' and to_jsonb(new) = to_jsonb(old) || (select coalesce(jsonb_object_agg(key, value), '{}')
      from jsonb_each(forgotten) where to_jsonb(old) ? key) then
    return new;
  end if;
  raise exception '% is append only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;
create trigger response_only_grows before update or delete on response
  for each row execute function refuse_all_but_forgetting();
create trigger response_is_never_emptied before truncate on response for each statement execute function refuse_change();
create trigger answer_only_grows before update or delete on response_answer
  for each row execute function refuse_all_but_forgetting();
create trigger answer_is_never_emptied before truncate on response_answer for each statement execute function refuse_change();

insert into policy (name, version, holds_from, source, data) values
('forms', 1, '2000-01-01', 'S0 客户满意度调查表; S4#12 5.8.3; S4#3(3)d; overall item and English are ours', '{
"satisfaction": {
  "zh": "客户满意度调查表", "en": "Customer satisfaction survey",
  "scale": [
    {"code": "excellent", "zh": "优秀", "en": "Excellent", "counts": "satisfied", "means_zh": "非常满意、超越客户期望、完全赞同", "means_en": "very satisfied, beyond expectation, fully agree"},
    {"code": "good", "zh": "良好", "en": "Good", "counts": "satisfied", "means_zh": "满意、符合客户要求", "means_en": "satisfied, as required"},
    {"code": "fair", "zh": "一般", "en": "Fair", "counts": "neither", "means_zh": "不好不坏、既不赞成也不反对", "means_en": "neither good nor bad, neither for nor against"},
    {"code": "poor", "zh": "差", "en": "Poor", "counts": "dissatisfied", "means_zh": "完全不赞同、不满意", "means_en": "do not agree at all, dissatisfied"}],
  "groups": [
    {"code": "engineering_quality", "zh": "工程质量满意度", "en": "Engineering quality", "items": [
      {"code": "civil_works", "zh": "土建工程", "en": "Civil works"},
      {"code": "decoration_works", "zh": "装饰工程", "en": "Decoration works"},
      {"code": "water_and_electrical_works", "zh": "水电工程", "en": "Water and electrical works"},
      {"code": "smart_systems", "zh": "智能工程", "en": "Smart systems"},
      {"code": "lifts", "zh": "电梯工程", "en": "Lifts"},
      {"code": "landscaping", "zh": "绿化景园", "en": "Landscaping"}]},
    {"code": "facilities", "zh": "配套设施", "en": "Facilities", "items": [
      {"code": "safety", "zh": "安全满意度", "en": "Safety"},
      {"code": "community_environment", "zh": "社区环境完善满意度", "en": "Community environment"}]},
    {"code": "sales_service", "zh": "销售服务质量满意度", "en": "Sales service", "items": [
      {"code": "sales_staff_knowledge", "zh": "销售人员对楼盘的了解程度", "en": "Sales staff''s knowledge of the estate"},
      {"code": "title_deed_timeliness", "zh": "产权办理的及时性", "en": "Title deeds handled in time"},
      {"code": "unit_layout_design", "zh": "户型设计满意度", "en": "Layout of the unit"},
      {"code": "planting_works", "zh": "绿化工程满意度", "en": "Planting works"}]},
    {"code": "property_management", "zh": "物业管理满意度", "en": "Property management", "items": [
      {"code": "water_and_electrical_repair_timeliness", "zh": "水电维修是否及时", "en": "Water and electrical repairs made in time"},
      {"code": "repair_quality", "zh": "维修质量", "en": "Quality of repairs"},
      {"code": "cleanliness", "zh": "卫生维护状况", "en": "Cleanliness"},
      {"code": "planting_care", "zh": "绿化", "en": "Care of planting"},
      {"code": "fee_fairness", "zh": "收费合理", "en": "Fairness of fees"},
      {"code": "staff_demeanour", "zh": "工作人员精神面貌", "en": "Demeanour of the staff"}]}],
  "overall": {"code": "overall", "zh": "总体评价", "en": "Overall"}},
"product_and_service": {
  "zh": "产品与服务满意度调查表", "en": "Survey on product and service",
  "scale": [
    {"code": "very_satisfied", "zh": "很满意", "en": "Very satisfied", "counts": "satisfied"},
    {"code": "fairly_satisfied", "zh": "比较满意", "en": "Fairly satisfied", "counts": "satisfied"},
    {"code": "basically_satisfied", "zh": "基本满意", "en": "Basically satisfied", "counts": "satisfied"},
    {"code": "not_very_satisfied", "zh": "不太满意", "en": "Not very satisfied", "counts": "dissatisfied"},
    {"code": "dissatisfied", "zh": "不满意", "en": "Dissatisfied", "counts": "dissatisfied"}],
  "groups": [
    {"code": "product", "zh": "产品", "en": "Product", "items": [
      {"code": "use_and_performance", "zh": "产品使用性能、特点、主要产品指标", "en": "Use, features and performance"},
      {"code": "appearance_and_packing", "zh": "产品外观与包装", "en": "Appearance and packing"},
      {"code": "design", "zh": "产品设计", "en": "Design"},
      {"code": "comparison", "zh": "与其他公司产品的比较", "en": "Comparison with other companies'' products"}]},
    {"code": "service", "zh": "服务", "en": "Service", "items": [
      {"code": "service_quality", "zh": "服务", "en": "Service"},
      {"code": "other_wishes", "zh": "其他建议或需求", "en": "Other suggestions and wishes"}]}],
  "overall": {"code": "overall", "zh": "客户总体评价", "en": "Overall"}},
"repair_question": {
  "zh": "维修回访", "en": "After the repair",
  "scale": [
    {"code": "very_satisfied", "zh": "很满意", "en": "Very satisfied", "counts": "satisfied"},
    {"code": "fairly_satisfied", "zh": "比较满意", "en": "Fairly satisfied", "counts": "satisfied"},
    {"code": "basically_satisfied", "zh": "基本满意", "en": "Basically satisfied", "counts": "satisfied"},
    {"code": "not_very_satisfied", "zh": "不太满意", "en": "Not very satisfied", "counts": "dissatisfied"},
    {"code": "dissatisfied", "zh": "不满意", "en": "Dissatisfied", "counts": "dissatisfied"}],
  "groups": [
    {"code": "repair", "zh": "本次维修", "en": "This repair", "items": [
      {"code": "attitude", "zh": "维修人员服务态度", "en": "Attitude"},
      {"code": "punctuality", "zh": "维修人员守时情况", "en": "Punctuality"},
      {"code": "quality", "zh": "维修质量", "en": "Quality of the work"}]}],
  "overall": null}
}');
