"""One line of a case's timeline for each type of event, in Chinese and English."""

from collections.abc import Mapping
from typing import Any

from aftercare_contracts.values import yuan

LINES: Mapping[str, str] = {
    "intake.case.registered.v1": "登记 {case_no}，交 {desk} registered, to {desk}",
    "intake.case.feedback_given.v1": "首次反馈 first feedback by {given_by}",
    "intake.case.judged.v1": "投诉判定 verdict: {verdict}",
    "intake.case.handled.v1": "第{round}轮处理完毕 round {round} handled",
    "intake.case.reopened.v1": "重新处理，第{round}轮 reopened, round {round}: {still_wrong}",
    "intake.case.closed.v1": "关闭 closed: {because}",
    "intake.case.classed.v1": "定类 {case_class} ({matter}) confirmed by {classed_by}",
    "intake.reply.agreed.v1": "约定答复 reply agreed, {reply_by}; visit {visit_by}",
    "intake.complaint.verified.v1": "投诉核实 verified by {verified_by}",
    "intake.plan.drawn.v1": "拟定处理方案 plan drawn by {drawn_by}, complete on {complete_on}",
    "intake.plan.signed.v1": "处理方案签字 plan signed by {signed_by}, complete on {complete_on}",
    "intake.major.found.v1": "列为重大投诉 a major case: {ground}",
    "intake.major.taken_back.v1": "不再列为重大 no longer a major case, by {taken_back_by}",
    "intake.measure.ordered.v1": "下达措施 measure ordered, {owner_role} until {due_on}",
    "intake.measure.completed.v1": "措施完成 measure completed by {completed_by}",
    "intake.counsel.asked.v1": "征询 {asked_role} asked by {asked_by}",
    "intake.counsel.given.v1": "答复征询 {asked_role} answered",
    "intake.case.handed_up.v1": "上报 handed up, {from_role} to {to_role}",
    "intake.case.handed_down.v1": "下达 handed down, {from_role} to {to_role}",
    "intake.apology.made.v1": "致歉 apology made, {way}",
    "intake.quality_fault.reported.v1": "上报重大质量问题 major quality fault reported by {reported_by}",
    "intake.joint_review.called.v1": "召集会审 joint review called: {review_ground}",
    "intake.joint_review.found.v1": "会审结论 joint review: {owner_role} until {action_on}",
    "intake.joint_review.acted.v1": "会审措施完成 action of the joint review done by {acted_by}",
    "intake.limit.approaching.v1": "时限将到 {limit} is due soon",
    "intake.limit.passed.v1": "超时 {limit} has passed, told {tell}",
    "dispatch.work_order.issued.v1": "派工 {order_no} issued to {repairer}: {subject}",
    "dispatch.work_order.received.v1": "签收 {order_no} received by {received_by}",
    "dispatch.work_order.reminded.v1": "催办 {order_no}: contractor reminded",
    "dispatch.work_order.taken_over.v1": "小分队接手 {order_no} taken over: {reason}",
    "dispatch.squad.ordered.v1": "小分队直接维修 {order_no}: squad ordered",
    "dispatch.work_order.done.v1": "完工待验 {order_no} done, repair {repair_count}",
    "dispatch.work_order.check_failed.v1": "验收不合格 {order_no} check failed: {finding}",
    "dispatch.work_order.check_passed.v1": "验收合格 {order_no} check passed by {checked_by}",
    "dispatch.work_order.completed.v1": "业主签字，完成 {order_no} completed: {owner_opinion}",
    "finance.claim.raised.v1": "费用申请 {claim_no} {amount_fen} claim, next: {next_role}",
    "finance.claim.reviewed.v1": "审核 {claim_no} {amount_fen} reviewed by {reviewed_by}, next: {next_role}",
    "finance.claim.approved.v1": "批准 {claim_no} {amount_fen} approved by {approved_role}",
    "finance.claim.refused.v1": "不批准 {claim_no} refused: {reason}",
    "finance.claim.exceeded.v1": "超出批准额 {claim_no} {amount_fen}, next: {next_role}",
    "finance.cost.confirmed.v1": "费用确认 {claim_no} {amount_fen} confirmed, borne by {bearer}",
    "finance.retention.held.v1": "质保金扣留 {held_fen} held for {order_no}",
    "finance.retention.hold_lifted.v1": "解除扣留 {amount_fen} released: {reason}",
    "finance.retention.deducted.v1": "质保金扣回 {amount_fen} deducted, {statement_no}",
    "finance.contractor.claimed.v1": "向施工单位索赔 {amount_fen} claimed, {statement_no}",
    "survey.return_visit.planned.v1": "安排回访 return visit planned, {way}",
    "survey.return_visit.satisfied.v1": "回访满意 satisfied, visited by {visited_by}",
    "survey.return_visit.dissatisfied.v1": "回访不满意 dissatisfied: {still_wrong}",
    "survey.limit.approaching.v1": "回访时限将到 {limit} is due soon",
    "survey.limit.passed.v1": "回访超时 {limit} has passed, told {tell}",
    "notify.notice.delivered.v1": "通知送达 {notice_no} to {recipient_role}",
    "notify.notice.answered.v1": "通知已答复 {notice_no} answered by {answered_by}",
    "notify.notice.chased.v1": "催复 {notice_no}, {times}",
}


def line(name: str, data: Mapping[str, Any]) -> str:
    """The line of an event; amounts in yuan; a type we do not know by its name."""
    figures = {key: f"¥{yuan(value)}" if key.endswith("_fen") else value for key, value in data.items()}
    return LINES[name].format_map(figures) if name in LINES else name
