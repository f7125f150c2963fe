"""What dispatch can do, one function for each verb: load, decide, save, announce.

contracts: record_contractor, register_contract · issuing: issue_work_order · receiving: confirm_receipt, prove_service,
remind_contractor · taking_over: decline, hand_over, take_over_when_due · repairing: report_done, hear_approval,
hear_refusal · accepting: check, sign · cases: copy_case, reopen_case, close_case · photos: upload
"""
