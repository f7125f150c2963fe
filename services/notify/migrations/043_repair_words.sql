-- A case can have several repairs, and each is asked about when it is done: its link does not say that the whole matter is.
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'V6, V10; words are ours', data || '{
"survey.link.made.v1": [
  {"to": "customer", "when": {"purpose": ["campaign"]},
   "zh": ["{% if reminder %}再次诚邀您参与：{% else %}诚邀您参与：{% endif %}{{ title_zh }}", "尊敬的业主，您好！{% if reminder %}我们尚未收到您的答复，再次{% endif %}诚邀您参与“{{ title_zh }}”，约需两分钟：{{ path }} 链接仅供您本人使用，{{ expires_at }}前有效。感谢您的支持！"],
   "en": ["{% if reminder %}A reminder: {% endif %}{{ title_en }}", "Dear owner, {% if reminder %}we have not heard from you yet. {% endif %}please tell us what you think ({{ title_en }}); it takes two minutes: {{ path }} The link is for you alone and works until {{ expires_at }}. Thank you!"]},
  {"to": "customer", "when": {"purpose": ["return_visit"]},
   "zh": ["请评价我们的服务{% if case_no %} {{ case_no }}{% endif %}", "您好！您反映的问题{% if case_no %}（{{ case_no }}）{% endif %}已处理完毕，请用两分钟告诉我们您是否满意：{{ path }} 链接仅供您本人使用，{{ expires_at }}前有效。如仍有问题，我们会继续为您处理。"],
   "en": ["How did we do?{% if case_no %} {{ case_no }}{% endif %}", "Your matter{% if case_no %} ({{ case_no }}){% endif %} was dealt with. Please take two minutes to tell us whether all is well: {{ path }} The link is for you alone and works until {{ expires_at }}. If anything is still wrong, we go on with it."]},
  {"to": "customer", "when": {"purpose": ["repair_question"]},
   "zh": ["请评价本次维修{% if case_no %} {{ case_no }}{% endif %}", "您好！您反映的问题{% if case_no %}（{{ case_no }}）{% endif %}有一项维修已经完成，请用一分钟告诉我们您是否满意：{{ path }} 链接仅供您本人使用，{{ expires_at }}前有效。如仍有不妥，我们会继续为您处理。"],
   "en": ["How was the repair?{% if case_no %} {{ case_no }}{% endif %}", "A repair in your matter{% if case_no %} ({{ case_no }}){% endif %} is done. Please take a minute to tell us whether all is well: {{ path }} The link is for you alone and works until {{ expires_at }}. If anything is still wrong, we go on with it."]}
]
}' from policy where name = 'notices' order by version desc limit 1;
