"""What can be made out of a text that may hold anything, and what an address may look like."""

import pytest
from aftercare_contracts.errors import Invalid
from hypothesis import given
from hypothesis import strategies as st
from notify.domain import contacts as domain


@pytest.mark.rule("N5")
@pytest.mark.parametrize(
    ("contact", "email", "mobile"),
    [
        ("13800138000", None, "13800138000"),
        ("138 0013 8000", None, "13800138000"),
        ("138-0013-8000", None, "13800138000"),
        ("+86 13800138000", None, "13800138000"),
        ("008613800138000", None, "13800138000"),
        ("86-138-0013-8000", None, "13800138000"),
        ("１３８００１３８０００", None, "13800138000"),
        ("手机：13800138000（先生），13900139000（太太）", None, "13800138000"),
        ("zhang.san@example.cn", "zhang.san@example.cn", None),
        ("邮箱zhang.san@example.cn，电话13800138000。", "zhang.san@example.cn", "13800138000"),
        ("13800138000@139.com", "13800138000@139.com", None),
        ("ｚｓ＠example.cn", "zs@example.cn", None),
        ("0571-88888888", None, None),
        ("12345678901", None, None),
        ("330106199001011234", None, None),
        ("+4913800138000", None, None),
        ("138001380001", None, None),
        ("微信 zhangsan", None, None),
        ("a@b", None, None),
        ("a..b@example.cn", None, None),
        ("x@example..cn", None, None),
        ("", None, None),
    ],
)
def test_an_email_address_and_a_mobile_number_are_made_out(contact: str, email: str | None, mobile: str | None) -> None:
    assert domain.made_out(contact) == domain.Reachable(email, mobile)


@given(st.text(max_size=200))
def test_whatever_is_made_out_is_an_address_by_itself(contact: str) -> None:
    found = domain.made_out(contact)
    assert domain.email_from(found.email) == found.email
    assert domain.mobile_from(found.mobile) == found.mobile


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "@example.cn", "a@", "a@b", "a b@example.cn", "a@example.cn\r\nBcc: x@y.cn", "a@example.cn,b@example.cn",
        "<a@example.cn>", "a@-example.cn", "a@example-.cn", ".a@example.cn", "a.@example.cn", "a@[127.0.0.1]", '"a"@example.cn',
        "a" * 65 + "@example.cn", "a@" + "b" * 250 + ".cn", "张@example.cn", "a@example.1",
    ],
)  # fmt: skip
def test_what_is_no_email_address_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        domain.email_from(text)
    assert refused.value.problems[0].pointer == "/email"


@pytest.mark.parametrize("text", ["", "1380013800", "138001380000", "0571-88888888", "13800138000x", "23800138000"])
def test_what_is_no_mobile_number_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        domain.mobile_from(text)
    assert refused.value.problems[0].pointer == "/mobile"


@pytest.mark.rule("L8")
def test_a_masked_address_can_be_recognised_and_not_used() -> None:
    assert domain.masked("zhang.san@example.cn") == "z***@example.cn"
    assert domain.masked("13800138000") == "138****8000"


@pytest.mark.rule("L8")
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("550 <Zhang.San@example.cn>: zhang.san is unknown", "550 <…>: … is unknown"),
        ("no 13800138000", "no 13800138000"),
        ("all is well", "all is well"),
    ],
)
def test_neither_an_address_nor_its_name_is_kept_of_what_a_server_says(said: str, kept: str) -> None:
    assert domain.without(said, "zhang.san@example.cn") == kept
