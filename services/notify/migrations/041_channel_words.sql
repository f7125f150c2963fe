-- What is told of deliveries that were given up, and of links for customers. The words are Jinja templates.
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'N1, N5, V6, V10; words are ours', data || '{
"notify.delivery.given_up.v1": [
  {"to": "operator", "wants_answer": true,
   "zh": ["未能送达{% if notice_no %} {{ notice_no }}{% endif %}", "{% if notice_no %}发给{{ recipient_role }}的通知{{ notice_no }}{% else %}转发给外部系统的消息{% endif %}经{{ medium }}发送{{ attempts }}次仍未送达（{{ given_up_because }}），请检查地址和渠道，处理后可重新发送。"],
   "en": ["Not delivered{% if notice_no %}: {{ notice_no }}{% endif %}", "{% if notice_no %}Notice {{ notice_no }} to {{ recipient_role }}{% else %}A message for another system{% endif %} was not delivered by {{ medium }}; tries: {{ attempts }} ({{ given_up_because }}). Please check the address and the channel; it can be sent again."]},
  {"to": "site_lead", "when": {"medium": ["email", "sms"]},
   "zh": ["通知未送达 {{ notice_no }}", "发给{{ recipient_role }}的通知{{ notice_no }}经{{ medium }}未能送达（{{ given_up_because }}），请改用其他方式告知对方。"],
   "en": ["Not delivered: {{ notice_no }}", "Notice {{ notice_no }} to {{ recipient_role }} was not delivered by {{ medium }} ({{ given_up_because }}). Please let them know in another way."]}
],
"survey.link.made.v1": [
  {"to": "customer", "when": {"purpose": ["campaign"]},
   "zh": ["{% if reminder %}再次诚邀您参与：{% else %}诚邀您参与：{% endif %}{{ title_zh }}", "尊敬的业主，您好！{% if reminder %}我们尚未收到您的答复，再次{% endif %}诚邀您参与“{{ title_zh }}”，约需两分钟：{{ path }} 链接仅供您本人使用，{{ expires_at }}前有效。感谢您的支持！"],
   "en": ["{% if reminder %}A reminder: {% endif %}{{ title_en }}", "Dear owner, {% if reminder %}we have not heard from you yet. {% endif %}please tell us what you think ({{ title_en }}); it takes two minutes: {{ path }} The link is for you alone and works until {{ expires_at }}. Thank you!"]},
  {"to": "customer", "when": {"purpose": ["repair_question", "return_visit"]},
   "zh": ["请评价我们的服务{% if case_no %} {{ case_no }}{% endif %}", "您好！您反映的问题{% if case_no %}（{{ case_no }}）{% endif %}已处理完毕，请用两分钟告诉我们您是否满意：{{ path }} 链接仅供您本人使用，{{ expires_at }}前有效。如仍有问题，我们会继续为您处理。"],
   "en": ["How did we do?{% if case_no %} {{ case_no }}{% endif %}", "Your matter{% if case_no %} ({{ case_no }}){% endif %} was dealt with. Please take two minutes to tell us whether all is well: {{ path }} The link is for you alone and works until {{ expires_at }}. If anything is still wrong, we go on with it."]}
]
}' from policy where name = 'notices' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours', jsonb_set(jsonb_set(data, '{fields}', (data -> 'fields') || '{
  "medium": "medium", "given_up_because": "given_up_because"
}'), '{lists}', (data -> 'lists') || '{
  "medium": {
    "email": ["电子邮件", "e-mail"],
    "sms": ["短信", "text message"],
    "bot": ["群机器人", "the group''s bot"],
    "webhook": ["外部系统接口", "webhook"]
  },
  "given_up_because": {
    "refused": ["对方拒收", "refused by the receiver"],
    "tried_long_enough": ["多次发送未果", "tried long enough"],
    "gone": ["对方地址已停用", "the receiver is no more"]
  }
}') from policy where name = 'names' order by version desc limit 1;
