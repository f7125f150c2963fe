"""A month of a service centre, as a manager would have it on the table; and letters. Figures are made up, and fit together."""

from datetime import UTC, date, datetime

from printing.document import (
    Chart,
    Column,
    Document,
    Drawn,
    Figure,
    Figures,
    Kind,
    Layout,
    Section,
    Series,
    Table,
    Text,
)

MADE_AT = datetime(2026, 11, 1, 0, 5, tzinfo=UTC)
LAST_MONTH, LAST_YEAR = "上月", "去年同月"
CLASSES = ("房屋质量", "配套设施", "物业服务", "销售承诺", "设计", "其他")
BY_CLASS = (168, 41, 63, 22, 11, 7)
BY_CLASS_LAST_MONTH = (149, 44, 58, 25, 9, 7)
BY_CLASS_LAST_YEAR = (181, 39, 71, 30, 14, 5)
CAUSES = (
    ("外墙、屋面及卫生间防水层失效", 61, 47, 5.4),
    ("门窗五金件松动、开启不灵活", 38, 36, 2.1),
    ("给排水管道渗漏或堵塞", 34, 33, 1.8),
    ("墙面、顶棚抹灰层空鼓开裂", 29, 21, 6.9),
    ("公共区域照明及门禁故障", 24, 24, 0.9),
    ("电梯运行异响、平层不准", 17, 15, 3.3),
    ("绿化养护不及时", 14, 13, 2.6),
    ("其他", 95, 88, 2.4),
)
DEPARTMENTS = (
    ("工程部", 171, 168, 152, 0.964, 66.8, 0.931),
    ("物业公司", 72, 71, 70, 0.986, 21.4, 0.952),
    ("销售部", 31, 30, 29, 1.0, 38.5, 0.905),
    ("设计部", 12, 11, 9, 0.818, 96.2, 0.857),
    ("客户服务中心", 26, 26, 26, 1.0, 9.3, 0.978),
)
CONTRACTORS = (
    ("恒远建设集团", "总包", 74, 69, 0.932, 71.5, 3, 486_200, date(2026, 10, 28)),
    ("华安防水工程有限公司", "防水", 52, 43, 0.827, 103.0, 7, 1_248_650, date(2026, 10, 30)),
    ("鑫达门窗幕墙有限公司", "门窗", 38, 37, 0.974, 44.2, 1, 96_000, date(2026, 10, 21)),
    ("通力电梯服务有限公司", "电梯", 17, 16, 0.941, 30.7, 1, 0, date(2026, 10, 19)),
    ("绿源园林景观有限公司", "绿化", 14, 14, 1.0, 52.8, 0, None, None),
    ("明泰机电安装有限公司", "水电", 58, 57, 0.983, 26.1, 2, 158_075, date(2026, 10, 31)),
)
MONTHS = ("11月", "12月", *(f"{n}月" for n in range(1, 11)))


def key_figures() -> Figures:
    """Six, each beside last month and last year."""
    return Figures([
        Figure("received", "受理案件（件）", 312, Kind.WHOLE, [(LAST_MONTH, 292), (LAST_YEAR, 340)]),
        Figure("closed", "办结案件（件）", 286, Kind.WHOLE, [(LAST_MONTH, 301), (LAST_YEAR, 322)]),
        Figure("on_time", "按期办结率", 0.958, Kind.SHARE, [(LAST_MONTH, 0.944), (LAST_YEAR, 0.913)]),
        Figure("hours", "平均办理时长", 52.6, Kind.HOURS, [(LAST_MONTH, 58.2), (LAST_YEAR, 71.0)]),
        Figure("satisfaction", "回访满意率", 0.937, Kind.SHARE, [(LAST_MONTH, 0.937), (LAST_YEAR, 0.902)]),
        Figure("deducted", "质保金扣款", 1_988_925, Kind.AMOUNT_FEN, [(LAST_MONTH, 2_310_400), (LAST_YEAR, None)]),
    ])  # fmt: skip


def by_class() -> Table:
    """Classes beside last month and last year."""
    rows = [
        (name, now, now / sum(BY_CLASS), before, now / before - 1, year, now / year - 1)
        for name, now, before, year in zip(CLASSES, BY_CLASS, BY_CLASS_LAST_MONTH, BY_CLASS_LAST_YEAR, strict=True)
    ]
    sums = [sum(BY_CLASS), sum(BY_CLASS_LAST_MONTH), sum(BY_CLASS_LAST_YEAR)]
    total = ("合计", sums[0], 1.0, sums[1], sums[0] / sums[1] - 1, sums[2], sums[0] / sums[2] - 1)
    columns = [
        Column("class", "类别"),
        Column("cases", "本月（件）", Kind.WHOLE),
        Column("share", "占比", Kind.SHARE),
        Column("last_month", "上月（件）", Kind.WHOLE),
        Column("on_last_month", "环比", Kind.SHARE),
        Column("last_year", "去年同月（件）", Kind.WHOLE),
        Column("on_last_year", "同比", Kind.SHARE),
    ]
    return Table("by_class", "各类投诉件数", columns, rows, total, "注：同一来电涉及两类问题的，按主要问题归类。")


def by_cause() -> Table:
    """Causes, some with long names."""
    columns = [
        Column("cause", "原因"),
        Column("cases", "件数", Kind.WHOLE),
        Column("justified", "其中有效投诉", Kind.WHOLE),
        Column("share", "有效率", Kind.SHARE),
        Column("days", "平均用时（天）", Kind.NUMBER),
    ]
    rows = [(cause, cases, valid, valid / cases, days) for cause, cases, valid, days in CAUSES]
    total = ("合计", sum(row[1] for row in rows), sum(row[2] for row in rows), 277 / 312, 3.2)
    return Table("by_cause", "主要原因", columns, rows, total)


def by_department() -> Table:
    """Departments and how long they took."""
    columns = [
        Column("department", "责任部门"),
        Column("assigned", "转办", Kind.WHOLE),
        Column("answered", "已答复", Kind.WHOLE),
        Column("closed", "已办结", Kind.WHOLE),
        Column("on_time", "按期率", Kind.SHARE),
        Column("hours", "平均用时", Kind.HOURS),
        Column("satisfaction", "满意率", Kind.SHARE),
    ]
    return Table("by_department", "各部门办理情况", columns, DEPARTMENTS, ("合计", 312, 306, 286, 0.958, 52.6, 0.937))


def contractors() -> Table:
    """A table too wide for an upright page."""
    columns = [
        Column("contractor", "承包单位"),
        Column("trade", "专业"),
        Column("orders", "派工单", Kind.WHOLE),
        Column("done", "已完成", Kind.WHOLE),
        Column("on_time", "按时完成率", Kind.SHARE),
        Column("hours", "平均维修时长", Kind.HOURS),
        Column("again", "返修次数", Kind.WHOLE),
        Column("deducted", "本月扣款", Kind.AMOUNT_FEN),
        Column("last", "最近扣款日", Kind.DAY),
        Column("remark", "考核意见"),
    ]
    remarks = (
        "合格。抢修响应及时，工完场清需加强。",
        "限期整改：渗漏复修三次以上的部位须由项目经理带队复查，并于11月15日前提交书面方案。",
        "良好。",
        "合格。",
        "优秀，通报表扬。",
        "良好。",
    )
    rows = [(*row, remark) for row, remark in zip(CONTRACTORS, remarks, strict=True)]
    total = ("合计", "", 253, 236, 0.933, 57.9, 14, 1_988_925, None, "")
    return Table("contractors", "承包单位维修考核", columns, rows, total, "扣款以财务部审定的结算单为准。")


def charts() -> dict[str, Chart]:
    """One of each kind."""
    satisfaction = (0.902, 0.911, 0.908, 0.915, None, 0.921, 0.918, 0.926, 0.931, 0.929, 0.937, 0.937)
    return {
        "classes": Chart("classes", "各类投诉件数对比", Drawn.BARS, CLASSES,
                         [Series("本月", BY_CLASS), Series("上月", BY_CLASS_LAST_MONTH), Series("去年同月", BY_CLASS_LAST_YEAR)]),
        "causes": Chart("causes", "主要原因件数", Drawn.BARS, [row[0] for row in CAUSES], [Series("件数", [row[1] for row in CAUSES])]),
        "validity": Chart("validity", "各月投诉（有效与无效）", Drawn.STACKED, MONTHS,
                          [Series("有效", [272, 281, 265, 198, 240, 251, 262, 270, 266, 259, 262, 277]),
                           Series("无效", [41, 38, 36, 22, 31, 34, 29, 33, 38, 31, 30, 35])]),
        "satisfaction": Chart("satisfaction", "回访满意率走势", Drawn.LINES, MONTHS, [Series("满意率", satisfaction)],
                              Kind.SHARE, "注：3月因系统切换未开展回访。"),
        "hours": Chart("hours", "平均办理时长走势", Drawn.LINES, MONTHS,
                       [Series("工程部", [88.1, 92.4, 85.0, 97.3, 83.9, 80.2, 78.8, 75.1, 74.0, 71.6, 70.3, 66.8]),
                        Series("物业公司", [33.0, 31.8, 30.2, 35.1, 29.9, 27.4, 26.0, 25.5, 24.1, 23.0, 22.2, 21.4]),
                        Series("销售部", [52.5, 50.1, 49.7, 55.0, 47.1, 46.8, 44.9, 43.0, 42.4, 40.0, 39.1, 38.5])], Kind.HOURS),
    }  # fmt: skip


def report() -> Document:
    """The month's report."""
    drawn = charts()
    return Document(
        number="BG-2026-000118",
        title="2026年10月客户投诉情况月度汇总",
        subtitle="锦江花园项目客户服务中心",
        language="zh-CN",
        made_at=MADE_AT,
        sections=[
            Section("一、本月概况", [
                Text(["本月共受理客户投诉312件，较上月增加20件，较去年同月减少28件；办结286件，按期办结率95.8%。投诉集中在房屋质量类，"
                      "占全部投诉的53.8%，其中防水层失效引起的渗漏61件，与9月中旬以来的连续降雨有关。"]),
                key_figures(),
                drawn["satisfaction"],
            ]),
            Section("二、投诉类别与原因", [by_class(), drawn["classes"], by_cause(), drawn["causes"], drawn["validity"]]),
            Section("三、部门办理情况", [by_department(), drawn["hours"]]),
            Section("四、承包单位考核", [contractors()]),
            Section("五、下月工作安排", [Text([
                "1. 工程部牵头，于11月15日前完成A区12栋外墙渗漏部位的全面排查，并逐户告知业主维修方案与时间。",
                "2. 对返修三次以上的17户安排专人跟踪，由中心主任逐户回访。",
                "3. 设计部按期办结率低于目标（90%），须于11月10日前提交整改措施。",
            ])]),
        ],
        signatures=["编制", "审核", "批准"],
    )  # fmt: skip


def letter() -> Document:
    """An open letter to the owners."""
    return Document(
        number="GK-2026-000007",
        title="致锦江花园全体业主的公开信",
        subtitle="关于2026年第三季度满意度调查结果及改进安排",
        language="zh-CN",
        made_at=MADE_AT,
        sections=[
            Section("", [Text([
                "尊敬的各位业主：",
                "您好！感谢您在百忙之中参与我们于9月开展的满意度调查。本次共发放问卷420份，收回357份，收回率85%，总体满意率为93.7%。"
                "我们逐条阅读了您写下的每一条意见，现将大家共同关心的问题和我们的改进安排向您报告如下。",
                "一是关于外墙渗漏。我们将于2026年11月15日前完成A区12栋外墙的全面排查，11月底前完成维修，维修期间尽量避开您的休息时间。",
                "二是关于电梯等候时间。维保单位将于11月20日前重新调整高峰时段的运行方式，并在每部电梯内公布报修电话。",
                "三是关于小区绿化。枯死苗木将于12月10日前补种完毕，养护记录每月在公告栏公示。",
                "以上每一项承诺均有专人负责、专人核查，完成情况将在公告栏公布。如您有任何意见和建议，欢迎随时拨打24小时服务热线，"
                "或到客户服务中心面谈。",
                "衷心感谢您对我们工作的理解、支持与监督！",
            ])]),
        ],
        signatures=["锦江花园客户服务中心"],
        layout=Layout.LETTER,
    )  # fmt: skip


def posting() -> Document:
    """An announcement of planned work."""
    return Document(
        number="TZ-2026-000031",
        title="停水通知",
        subtitle="",
        language="zh-CN",
        made_at=MADE_AT,
        sections=[
            Section("", [Text([
                "A区3栋、4栋各位业主：",
                "因生活水箱清洗消毒，定于2026年11月5日（星期四）9:00至17:00暂停供水，请您提前做好储水准备，并检查水龙头是否关闭。",
                "恢复供水后，初期水质可能略有浑浊，请放水片刻后再使用。给您带来不便，敬请谅解。",
            ])]),
        ],
        signatures=["锦江花园客户服务中心", "锦江物业服务有限公司"],
        layout=Layout.POSTING,
    )  # fmt: skip
