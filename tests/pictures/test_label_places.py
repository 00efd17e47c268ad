import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from writerid.pictures.drawing import font
from writerid.pictures.label_places import LABEL_SIZE, place_labels

SIZE = (800, 600)
Window = list[tuple[float, float]]


def window(x: float, y: float, side: float = 28.0) -> Window:
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]


def boxes(texts: list[str], windows: list[Window]) -> list[tuple[float, float, float, float]]:
    found = []
    places = place_labels(texts, list(range(len(texts))), windows, SIZE)
    for text, place in zip(texts, places, strict=True):
        left, top, right, bottom = font(LABEL_SIZE, bold=True).getbbox(text)
        half_x, half_y = (right - left) / 2, (bottom - top) / 2
        x, y = place.centre
        found.append((x - half_x, y - half_y, x + half_x, y + half_y))
    return found


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[1], b[1])


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(-10, 790), st.floats(-10, 590)), min_size=1, max_size=24))
def test_labels_stay_in_the_picture(places: list[tuple[float, float]]) -> None:
    windows = [window(x, y) for x, y in places]
    for left, top, right, bottom in boxes([str(n) for n in range(len(windows))], windows):
        assert left >= 0
        assert top >= 0
        assert right <= SIZE[0]
        assert bottom <= SIZE[1]


def test_labels_of_a_crowd_do_not_cover_each_other() -> None:
    random = np.random.default_rng(3)
    centres = random.uniform((350, 250), (450, 350), (24, 2))
    windows = [window(float(x), float(y)) for x, y in centres]
    found = boxes([str(n + 1) for n in range(24)], windows)
    for number, box in enumerate(found):
        assert not any(overlap(box, other) for other in found[number + 1 :])


def test_a_lone_label_touches_no_window_and_needs_no_leader() -> None:
    windows = [window(100, 100), window(100, 400)]
    places = place_labels(["7", "12"], [0, 1], windows, SIZE)
    assert [place.leader for place in places] == [None, None]
    for box in boxes(["7", "12"], windows):
        assert not any(overlap(box, (*w[0], *w[2])) for w in windows)


def test_a_label_that_stands_apart_has_a_leader_to_its_window() -> None:
    windows = [window(100 + 3 * n, 100) for n in range(12)]
    places = place_labels([str(n) for n in range(12)], list(range(12)), windows, SIZE)
    leaders = [(place.leader, w) for place, w in zip(places, windows, strict=True) if place.leader]
    assert leaders
    for (_, (x, y)), corners in leaders:
        assert corners[0][0] <= x <= corners[2][0]
        assert corners[0][1] <= y <= corners[2][1]
