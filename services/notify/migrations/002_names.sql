-- What codes are called in notices: lists of names, and which list each field of an event uses. "" stands for an empty field.
insert into policy (name, version, holds_from, source, data) values
('names', 1, '2000-01-01', 'S0 2-3 for offices and departments; the rest are ours', '{
"fields": {
  "desk": "role", "owner_role": "role", "tell": "role", "recipient_role": "role", "next_role": "role", "approved_role": "role",
  "matter": "matter", "limit": "limit", "way": "way", "reason": "take_over_reason", "bearer": "bearer", "unit_no": "place",
  "visitor": "visitor"
},
"lists": {
  "role": {
    "hotline_clerk": ["顾客接待", "reception"],
    "case_officer": ["受理人", "the case officer"],
    "duty_officer": ["值班人员", "the duty officer"],
    "service_supervisor": ["客服主管", "the service supervisor"],
    "service_officer": ["客服专员", "the service officer"],
    "records_clerk": ["客服内勤", "the records clerk"],
    "site_lead": ["客户服务处负责人", "the head of the site office"],
    "engineering_desk": ["工程项目专员", "the engineering desk"],
    "sales_desk": ["经营部驻场专员", "the sales desk"],
    "property_desk": ["物业驻场专员", "the property desk"],
    "repair_squad": ["维修小分队", "the repair squad"],
    "centre_director": ["客户服务中心主任", "the centre director"],
    "deputy_chief_engineer": ["分管副总工程师", "the deputy chief engineer"],
    "chief_engineer": ["总工程师", "the chief engineer"],
    "vice_president": ["分管副总", "the vice president"],
    "general_manager": ["总经理", "the general manager"],
    "auditor": ["审计部", "the auditor"],
    "finance_officer": ["财务部", "finance"],
    "legal_counsel": ["法律顾问", "legal counsel"],
    "company_office": ["综合管理部", "the company office"],
    "quality_supervisor": ["品质主管", "the quality supervisor"],
    "management_representative": ["管理者代表", "the management representative"],
    "department_manager": ["部门负责人", "the department manager"],
    "sales": ["经营销售部", "sales"],
    "engineering": ["工程材料部", "engineering"],
    "design": ["设计研发部", "design"],
    "property_company": ["物业公司", "the property company"],
    "contractor": ["施工单位", "the contractor"],
    "customer": ["客户", "the customer"],
    "hotline": ["热线", "the hotline"],
    "operator": ["系统管理员", "the operator"]
  },
  "matter": {
    "leak": ["渗漏水", "a leak"],
    "crack": ["开裂", "a crack"],
    "hollow_plaster": ["抹灰空鼓", "hollow plaster"],
    "door_window": ["门窗", "a door or window"],
    "plumbing": ["给排水", "plumbing"],
    "electrical": ["电气", "electrical"],
    "heating": ["供暖与空调", "heating and cooling"],
    "lift": ["电梯", "a lift"],
    "decoration": ["装饰装修", "decoration"],
    "design": ["设计", "design"],
    "contract_terms": ["合同条款", "terms of the contract"],
    "title_deed": ["产权办理", "the title deed"],
    "fee": ["收费", "fees"],
    "cleaning": ["保洁", "cleaning"],
    "security": ["安全保卫", "security"],
    "noise": ["噪声", "noise"],
    "greening": ["绿化", "greenery"],
    "parking": ["停车", "parking"],
    "renovation": ["装修管理", "renovation works"],
    "staff_attitude": ["服务态度", "attitude of staff"],
    "outside_environment": ["外部环境", "surroundings outside"],
    "other": ["其他", "another matter"]
  },
  "limit": {
    "first_feedback": ["首次反馈", "first feedback"],
    "weekly_result": ["报告处理结果", "report of the result"],
    "department_level": ["部门级处理", "handling at department level"],
    "company_level": ["公司级处理", "handling at company level"],
    "return_visit": ["回访", "return visit"]
  },
  "way": {
    "phone": ["电话", "by phone"],
    "home": ["上门", "at home"],
    "online": ["网上", "online"],
    "letter": ["书面", "by letter"]
  },
  "take_over_reason": {
    "time_passed": ["逾期未修复", "the time passed"],
    "contractor_declined": ["施工单位表示无法按期维修", "the contractor cannot keep it"],
    "owner_asked": ["应业主要求", "the owner asked"],
    "check_failed_after_deadline": ["逾期后验收仍不合格", "a check failed after the deadline"]
  },
  "bearer": {
    "contractor": ["施工单位", "the contractor"],
    "company": ["公司", "the company"],
    "owner": ["业主", "the owner"],
    "third_party": ["第三方", "a third party"]
  },
  "place": {"": ["公共部位", "shared parts"]},
  "visitor": {"": ["待指派", "to be named"]}
}
}');
