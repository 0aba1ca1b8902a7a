"""The provinces a lesson or a step may be meant for, as lesson files write them.

Guarantees: lower case ASCII names, joined by hyphens. Holds no borders and no codes.

    "ha-tinh" in PROVINCES

Source: Nghị quyết 202/2025/QH15: 34 provinces and cities from 1/7/2025.
"""

from __future__ import annotations

from typing import Final

PROVINCES: Final = frozenset((
    "an-giang", "bac-ninh", "ca-mau", "can-tho", "cao-bang", "da-nang", "dak-lak", "dien-bien", "dong-nai",
    "dong-thap", "gia-lai", "ha-noi", "ha-tinh", "hai-phong", "ho-chi-minh", "hue", "hung-yen", "khanh-hoa",
    "lai-chau", "lam-dong", "lang-son", "lao-cai", "nghe-an", "ninh-binh", "phu-tho", "quang-ngai", "quang-ninh",
    "quang-tri", "son-la", "tay-ninh", "thai-nguyen", "thanh-hoa", "tuyen-quang", "vinh-long",
))
