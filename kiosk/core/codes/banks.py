"""Which bank a six-digit BIN belongs to. A BIN that is not here is a bank we do not know, not a fraud.

Names are as banks write them in public lists, which have no diacritics.
Source: the bank table of github.com/xuannghia/vietnam-qr-pay (src/constants/banks.ts), cross-checked
with github.com/subiz/vietqr (bank.csv). Renamed and taken-over banks are left out until somebody has
checked their new names.
"""

from __future__ import annotations

BANKS = {
    "970405": "Agribank", "970436": "Vietcombank", "970418": "BIDV", "970415": "VietinBank", "970422": "MB",
    "970407": "Techcombank", "970416": "ACB", "970432": "VPBank", "970423": "TPBank", "970403": "Sacombank",
    "970437": "HDBank", "970443": "SHB", "970441": "VIB", "970426": "MSB", "970449": "LPBank", "970448": "OCB",
    "970440": "SeABank", "970431": "Eximbank", "970425": "ABBANK", "970428": "Nam A", "970409": "Bac A",
    "970412": "PVcomBank", "970452": "Kienlong", "970419": "NCB", "970427": "VietABank", "970438": "BaoViet",
    "970429": "SCB", "970424": "Shinhan", "970446": "Co-opBank", "970454": "BVBank", "546034": "CAKE",
}
WALLET_BIN = "970454"   # MoMo's and ZaloPay's codes are accounts at BVBank
WALLETS = {"99MM": "MoMo", "99ZP": "ZaloPay"}


def bank_name(number: str) -> str:
    """The bank of this BIN of six digits, or of eight that begin with them; '' where it is not known."""
    return BANKS.get(number[:6], "")


def wallet_name(number: str, account: str) -> str:
    """The wallet behind a BVBank account, '' where it is an ordinary account."""
    return WALLETS.get(account[:4], "") if number == WALLET_BIN else ""
