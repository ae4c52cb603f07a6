"""Pages of names that nobody uses any more: for sale, expired, or put to another use by whoever bought them."""

from __future__ import annotations

import re

FEW_WORDS = 250  # a page that sells a name says little else

_FOR_SALE = re.compile(
    r"\b(?:this |the )?(?:domain|website|web ?site|name)(?: name)?(?: \S+\.\w{2,})? (?:is|may be|could be|might be) "
    r"(?:for sale|parked|available for)"
    r"|\b(?:buy|get|purchase|acquire|inquire about|make an offer (?:for|on)|interested in) (?:this|the) domain"
    r"|\bdomain (?:has expired|expired on|parking|registration has expired)|\bparked (?:free|domain)|\bfuture home of\b"
    r"|\b(?:diese |die )?domain (?:steht zum verkauf|ist zu verkaufen|kaufen)|domaine (?:est )?à vendre"
    r"|dominio (?:está )?en venta|domínio (?:está )?à venda|dominio in vendita"
    r"|domena (?:jest )?na sprzedaż|domein (?:is )?te koop|домен (?:продается|продаётся|истек)"
    r"|도메인(?:을|이|은)? ?(?:판매|만료|구매)|このドメインは|ドメイン(?:を購入|販売)"
    r"|(?:域名|網域)(?:出售|转让|轉讓|已过期|已過期)"
)
_TAKEN_BY = re.compile(
    r"\b(?:casinos?|slots? (?:online|gacor|games)|betting|sportsbook|bookmaker|poker|jackpot|judi|togel|gacor|viagra"
    r"|cialis|escorts?)\b|카지노|바카라|토토사이트|먹튀|슬롯사이트|казино|букмекер|博彩|赌场|カジノ"
)


def is_for_sale(title: str, text: str, *, site: str = "") -> bool:
    """Whether a page offers the name it stands under (``site``, as registered), and says little else."""
    if len(text.split(None, FEW_WORDS)) >= FEW_WORDS:
        return False
    begins = [_plain(one) for one in (title, "\n".join(text.splitlines()[:6])[:600])]
    own = re.compile(rf"\b{re.escape(site)} is (?:for sale|parked|available)") if site else None
    return any(_FOR_SALE.search(one) or (own and own.search(one)) for one in begins)


def is_taken_over(title: str, text: str, *, before: str) -> bool:
    """Whether a page now is about what buyers of expired names sell, in its title and its text, and was not before."""
    if _TAKEN_BY.search(_plain(before)):
        return False
    return _TAKEN_BY.search(_plain(title)) is not None and _TAKEN_BY.search(_plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").lower().split())
