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
    "intake.case.merged.v1": "并入 {into_no} merged into it by {merged_by}",
    "intake.case.unmerged.v1": "撤销并案 {from_no} merge undone by {undone_by}",
    "intake.case.repeated.v1": "一个月内同类重复 the same kind within a month: {matter}",
    "intake.case.closed.v1": "关闭 closed: {because}",
    "intake.limit.approaching.v1": "时限将到 {limit} is due soon",
    "intake.limit.paused.v1": "时限暂停 {limit} paused by {paused_by}",
    "intake.limit.resumed.v1": "时限恢复 {limit} runs again, until {due_at}",
    "intake.limit.moved.v1": "时限重算 {limit} moved from {due_was} to {due_at}",
    "intake.limit.passed.v1": "超时 {limit} has passed, told {tell}",
    "intake.slip.sent.v1": "发出工作联系单 {slip_no} to {party}, due {due_at}",
    "intake.slip.received.v1": "联系单送达 {slip_no} received by {received_by}",
    "intake.slip.entered.v1": "收到联系单 {slip_no} ({kind}) from {party}, to be answered by {due_at}",
    "intake.slip.answered.v1": "联系单已答复 {slip_no} answered by {answered_by}",
    "intake.design.asked.v1": "送设计研发部 {question_no} question of design from {desk}, due {due_at}",
    "intake.design.answered.v1": "设计意见 {question_no}, justified: {justified}",
    "intake.design.drawn.v1": "出图下工作单 {question_no} drawings to engineering, {work_slip_no}",
    "intake.transfer.offered.v1": "移交 from {from_department} offered to {to_department} by {offered_by}",
    "intake.transfer.returned.v1": "移交退回 {to_department} returned it to {from_department}",
    "intake.case.transferred.v1": "已移交 taken over by {to_department}, {to_desk}",
    "intake.suggestion.passed_on.v1": "建议上报 passed on by {passed_by}, recommended: {is_recommended}",
    "intake.suggestion.decided.v1": "建议答复 decided by {decided_by}, adopted: {adopted}",
    "intake.action.opened.v1": "纠正预防措施 {action_no} ({kind}) to {owner_role}",
    "intake.action.done.v1": "措施已落实 {action_no} done by {done_by}",
    "intake.action.checked.v1": "效果验证 {action_no}, effective: {effective}",
    "intake.action.approaching.v1": "措施将到期 {action_no} is due soon",
    "intake.action.passed.v1": "措施逾期 {action_no} has passed, told {tell}",
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
