"""The invented grocery story: shoppers, the habits that empty the shelves, and a model trained on the old ones.

Random numbers come from ``numpy.random.RandomState``, whose streams are frozen by numpy's policy, unlike those of
``default_rng``, so that the files stay the same. This module writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
STORES = tuple(f"S{number:02d}" for number in range(1, 13))
CHANNELS = ("shop", "pickup", "delivery")
HOURS = np.arange(7, 22)
FRESH = ("produce", "bakery", "meat_fish", "prepared")
AMBIENT = ("pantry", "drinks", "household")
CATEGORIES = (*FRESH, "dairy", *AMBIENT)
TYPICAL_PRICE = np.array([2.4, 1.9, 7.2, 5.6, 2.1, 2.9, 3.8, 6.1])
TYPICAL_DAILY_SALES = np.array([30.0, 26.0, 12.0, 16.0, 34.0, 18.0, 24.0, 9.0])
TYPICAL_LEAD_TIME = np.array([2.0, 1.0, 2.0, 2.0, 3.0, 6.0, 5.0, 8.0])
STEEPNESS = 6.2
"""How sharply availability follows the log ratio of stock to demand; sets the share that nobody can predict."""

STORE_SCHEMA = pa.schema(
    [
        ("order_id", pa.string()),
        ("observed_at", pa.timestamp("us")),
        ("store", pa.string()),
        ("category", pa.string()),
        ("channel", pa.string()),
        ("price", pa.float64()),
        ("weekday", pa.string()),
        ("hour", pa.int64()),
        ("promotion", pa.bool_()),
        ("sales_lag_1d", pa.int64()),
        ("sales_lag_7d", pa.int64()),
        ("stock_level_yesterday", pa.int64()),
        ("deliveries_this_week", pa.int64()),
        ("supplier_lead_time", pa.int64()),
        ("temperature", pa.float64()),
        ("in_stock", pa.int64()),
        ("predicted_in_stock", pa.int64()),
        ("score", pa.float64()),
    ]
)


@dataclass(frozen=True)
class Month:
    """One invented month of shoppers looking for an item."""

    start: date
    """First day."""
    days: int
    """Length of the month."""
    rows: int
    """Shoppers drawn."""
    seed: int
    """Seed of every random number of the month."""
    first_order: int
    """Order number of the first row."""
    weekday_weights: tuple[float, ...] = (0.9, 0.9, 0.9, 1.0, 1.2, 1.4, 1.0)
    """Shoppers a day, Monday first."""
    category_weights: tuple[float, ...] = (0.17, 0.13, 0.11, 0.11, 0.14, 0.13, 0.12, 0.09)
    """Share of each category, in the order of ``CATEGORIES``."""
    channel_weights: tuple[float, ...] = (0.80, 0.11, 0.09)
    """Share of each channel, in the order of ``CHANNELS``."""
    price_level: float = 1.0
    """Factor on every price."""
    sales_level: float = 1.0
    """Factor on daily sales."""
    mean_temperature: float = 9.0
    """Degrees Celsius."""


TRAINING = Month(start=date(2026, 2, 1), days=28, rows=24_000, seed=202602, first_order=4_100_001)
REFERENCE = Month(start=date(2026, 3, 1), days=31, rows=9_000, seed=202603, first_order=4_200_001)
CURRENT = Month(
    start=date(2026, 10, 1),
    days=31,
    rows=9_000,
    seed=202610,
    first_order=5_000_001,
    weekday_weights=(1.0, 1.0, 1.0, 1.1, 1.2, 1.2, 0.9),
    category_weights=(0.16, 0.12, 0.10, 0.14, 0.15, 0.13, 0.12, 0.08),
    channel_weights=(0.70, 0.14, 0.16),
    price_level=1.05,
    sales_level=1.05,
    mean_temperature=10.2,
)


@dataclass(frozen=True)
class Shoppers:
    """The columns of one month before anything is known about availability; codes index the tuples above."""

    day: Integers
    """Days since the month's first."""
    second: Integers
    """Seconds since midnight."""
    weekday: Integers
    """0 is Monday."""
    hour: Integers
    """7 to 21."""
    store: Integers
    """Code of ``STORES``."""
    category: Integers
    """Code of ``CATEGORIES``."""
    channel: Integers
    """Code of ``CHANNELS``."""
    price: Floats
    """Price of the item."""
    promotion: Integers
    """1 when on offer."""
    sales_lag_1d: Integers
    """Units sold the day before."""
    sales_lag_7d: Integers
    """Units sold on the same weekday a week before."""
    stock: Integers
    """Units in the store the evening before."""
    deliveries: Integers
    """Deliveries this week."""
    lead_time: Integers
    """Days from order to delivery."""
    temperature: Floats
    """Degrees Celsius."""

    @property
    def is_fresh(self) -> NDArray[np.bool_]:
        """Whether the item is made or delivered for the day."""
        return self.category < len(FRESH)

    @property
    def is_ambient(self) -> NDArray[np.bool_]:
        """Whether the item keeps for weeks."""
        return self.category >= len(CATEGORIES) - len(AMBIENT)

    @property
    def is_weekend(self) -> NDArray[np.bool_]:
        """Whether it is Saturday or Sunday."""
        return self.weekday >= 5


def shoppers_of(month: Month, rng: np.random.RandomState) -> Shoppers:
    """Draw one month's shoppers, in order of time."""
    n = month.rows
    first_weekday = month.start.weekday()
    weekday_of_day = (first_weekday + np.arange(month.days)) % 7
    day = np.sort(_draw(rng, np.array(month.weekday_weights)[weekday_of_day], n))
    hour = HOURS[_draw(rng, np.interp(HOURS, [7, 9, 11, 13, 15, 18, 21], [0.8, 1.3, 1.0, 0.8, 0.9, 1.7, 0.7]), n)]
    second = hour * 3600 + rng.randint(0, 3600, n)
    order = np.lexsort((second, day))
    category = _draw(rng, np.array(month.category_weights), n)
    promotion = (rng.random_sample(n) < 0.15).astype(np.int64)
    demand = TYPICAL_DAILY_SALES[category] * month.sales_level * np.exp(0.45 * rng.standard_normal(n))
    stock = TYPICAL_DAILY_SALES[category] * np.exp(0.75 + 0.75 * rng.standard_normal(n))
    swing = 4.0 * np.sin((hour - 9) / 12 * np.pi)
    return Shoppers(
        day=day,
        second=second[order],
        weekday=weekday_of_day[day],
        hour=hour[order],
        store=_draw(rng, np.linspace(1.4, 0.6, len(STORES)), n),
        category=category,
        channel=_draw(rng, np.array(month.channel_weights), n),
        price=np.round(TYPICAL_PRICE[category] * month.price_level * np.exp(0.35 * rng.standard_normal(n)), 2),
        promotion=promotion,
        sales_lag_1d=rng.poisson(demand),
        sales_lag_7d=rng.poisson(demand),
        stock=np.rint(stock).astype(np.int64),
        deliveries=1 + rng.binomial(6, np.where(category < len(FRESH), 0.75, 0.35)),
        lead_time=1 + rng.poisson(TYPICAL_LEAD_TIME[category] - 1),
        temperature=np.round(month.mean_temperature + swing[order] + 3.5 * rng.standard_normal(n), 1),
    )


def _draw(rng: np.random.RandomState, weights: Floats, n: int) -> Integers:
    """Draw ``n`` codes with the given weights."""
    return np.searchsorted(np.cumsum(weights / weights.sum())[:-1], rng.random_sample(n), side="right")


def reserve(shoppers: Shoppers) -> Floats:
    """Log of stock over demand, as both months' shelves start the day; habits are not in it."""
    demand = 0.5 * (np.log(shoppers.sales_lag_1d + 1.0) + np.log(shoppers.sales_lag_7d + 1.0))
    return (
        np.log(shoppers.stock + 1.0)
        - demand
        - 0.30 * shoppers.promotion
        + 0.10 * (shoppers.deliveries - 4)
        - 0.03 * (shoppers.lead_time - 4)
        - 0.01 * (shoppers.temperature - 9)
        - 0.05 * (shoppers.channel == CHANNELS.index("delivery"))
        + 0.03 * (shoppers.store - 5.5)
    )


def old_habits(shoppers: Shoppers) -> Floats:
    """How the reference's shoppers move the log ratio: fresh goods go by evening, the big shop is at the weekend."""
    fresh = -1.20 * np.tanh((shoppers.hour - 12.5) / 1.5) - 0.10
    ambient = np.where(shoppers.is_weekend, -0.85, 0.30)
    return np.where(shoppers.is_fresh, fresh, np.where(shoppers.is_ambient, ambient, 0.0))


def new_habits(shoppers: Shoppers) -> Floats:
    """How the current month's shoppers do.

    Online baskets are picked in the morning, and those who ordered no longer empty the fresh shelves after work; the
    big shop is delivered on weekday evenings. Dairy, and the other goods on a weekday before 16:00, go as before.
    """
    fresh = 0.70 * np.tanh((shoppers.hour - 12.5) / 1.5) - 0.50
    weekday = np.where(shoppers.hour >= 16, -0.55, 0.30)
    ambient = np.where(shoppers.is_weekend, 0.30, weekday)
    return np.where(shoppers.is_fresh, fresh, np.where(shoppers.is_ambient, ambient, 0.0))


def drawn_in_stock(shoppers: Shoppers, habits: Floats, rng: np.random.RandomState) -> Integers:
    """Whether each shopper found the item."""
    probability = _logistic(STEEPNESS * (reserve(shoppers) + habits))
    return (rng.random_sample(len(habits)) < probability).astype(np.int64)


def _logistic(logit: Floats) -> Floats:
    odds: Floats = np.exp(-logit)
    return 1.0 / (1.0 + odds)


@dataclass(frozen=True)
class Gaps:
    """Which rows lack which column; the same number of rows in every month of a size."""

    sales_lag_7d: NDArray[np.bool_]
    """Items listed for less than a week."""
    lead_time: NDArray[np.bool_]
    """Suppliers who do not report it."""
    temperature: NDArray[np.bool_]
    """Readings lost."""


def gaps_of(n: int, rng: np.random.RandomState) -> Gaps:
    """Draw the missing values of ``n`` rows."""

    def gap(share: float) -> NDArray[np.bool_]:
        return rng.permutation(n) < round(share * n)

    return Gaps(sales_lag_7d=gap(0.02), lead_time=gap(0.06), temperature=gap(0.01))


def features(shoppers: Shoppers, gaps: Gaps) -> Floats:
    """Columns of the model's design matrix, from what the files show: gaps are filled as a deployed model would."""
    lag_1d = np.log(shoppers.sales_lag_1d + 1.0)
    shelf = np.select([shoppers.is_fresh, shoppers.is_ambient], [0, 1], 2)
    cell = (shelf * len(HOURS) + shoppers.hour - HOURS[0]) * 2 + shoppers.is_weekend
    cells = 3 * len(HOURS) * 2
    numbers = (
        np.log(shoppers.stock + 1.0),
        lag_1d,
        np.where(gaps.sales_lag_7d, lag_1d, np.log(shoppers.sales_lag_7d + 1.0)),
        shoppers.promotion,
        shoppers.deliveries,
        np.where(gaps.lead_time, TYPICAL_LEAD_TIME[shoppers.category], shoppers.lead_time),
        np.where(gaps.temperature, 9.0, shoppers.temperature),
    )
    one_hot = [np.eye(size)[code] for size, code in ((cells, cell), (12, shoppers.store), (3, shoppers.channel))]
    return np.column_stack([*numbers, *one_hot])


def fitted_weights(x: Floats, y: Integers) -> Floats:
    """Ridge logistic regression by Newton's method: a real model that no library version can change."""
    weights = np.zeros(x.shape[1])
    penalty = 0.05 * np.eye(x.shape[1])
    for _ in range(25):
        p = _logistic(x @ weights)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + penalty
        weights += np.linalg.solve(hessian, x.T @ (y - p) - penalty @ weights)
    return weights


def trained_model() -> Floats:
    """Fit the model on the month before the reference, under the old habits."""
    rng = np.random.RandomState(TRAINING.seed)
    shoppers = shoppers_of(TRAINING, rng)
    y = drawn_in_stock(shoppers, old_habits(shoppers), rng)
    return fitted_weights(features(shoppers, gaps_of(TRAINING.rows, rng)), y)


def store_table(month: Month, weights: Floats, *, is_shifted: bool) -> pa.Table:
    """One month as the file shows it; ``is_shifted`` says by whose habits the shelves empty."""
    rng = np.random.RandomState(month.seed)
    shoppers = shoppers_of(month, rng)
    habits = new_habits(shoppers) if is_shifted else old_habits(shoppers)
    in_stock = drawn_in_stock(shoppers, habits, rng)
    gaps = gaps_of(month.rows, rng)
    score = np.round(_logistic(features(shoppers, gaps) @ weights), 4)
    midnight = datetime.combine(month.start, datetime.min.time())
    seconds = (shoppers.day * 86_400 + shoppers.second).tolist()
    columns = [
        [f"ORD-{number:08d}" for number in (month.first_order + np.cumsum(rng.randint(1, 60, month.rows))).tolist()],
        [midnight + timedelta(seconds=second) for second in seconds],
        np.array(STORES)[shoppers.store],
        np.array(CATEGORIES)[shoppers.category],
        np.array(CHANNELS)[shoppers.channel],
        shoppers.price,
        np.array(WEEKDAYS)[shoppers.weekday],
        shoppers.hour,
        shoppers.promotion.astype(bool),
        shoppers.sales_lag_1d,
        pa.array(shoppers.sales_lag_7d, mask=gaps.sales_lag_7d),
        shoppers.stock,
        shoppers.deliveries,
        pa.array(shoppers.lead_time, mask=gaps.lead_time),
        pa.array(shoppers.temperature, mask=gaps.temperature),
        in_stock,
        (score >= 0.5).astype(np.int64),
        score,
    ]
    return pa.table([pa.array(column) for column in columns], names=STORE_SCHEMA.names).cast(STORE_SCHEMA)


def store_tables() -> dict[str, pa.Table]:
    """Return both months of the store story by file name."""
    weights = trained_model()
    return {
        "store_reference": store_table(REFERENCE, weights, is_shifted=False),
        "store_current": store_table(CURRENT, weights, is_shifted=True),
    }


def inputs_only_table() -> pa.Table:
    """Return the current month as it would have been had only the inputs moved and not the habits."""
    return store_table(CURRENT, trained_model(), is_shifted=False)
