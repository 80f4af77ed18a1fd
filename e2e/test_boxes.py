"""The marked box lies on the words: in two columns and on a page that is shown turned."""

from playwright.sync_api import Page, expect

from e2e.fixed import word_for_word
from e2e.odd_pages import SIZE, odd_pages
from e2e.steps import current, open_script, upload

NEAR = 3
"""Points a box may be off: a line of the marker is drawn around the letters."""
MARKED = """() => {
  const sheet = document.querySelector("[data-sheet]");
  const image = sheet.querySelector("img").getBoundingClientRect();
  const boxes = [...sheet.querySelectorAll("rect")].map(one => one.getBoundingClientRect());
  const page = document.querySelector(".pane-pages [aria-current]").dataset;
  const scale = Number(page.width) / image.width;
  const turned = Number(page.width) > Number(page.height);
  return {page: Number(page.number), turned, boxes: boxes.map(box => ({
    x0: (box.left - image.left) * scale, x1: (box.right - image.left) * scale,
    y0: (box.top - image.top) * scale, y1: (box.bottom - image.top) * scale}))};
}"""
"""Where on the image the boxes are drawn, in points of the page."""


def test_boxes_lie_on_the_words(page: Page) -> None:
    content, places = odd_pages()
    document_id = upload(page, "islands.pdf", content)
    expect(page.get_by_role("heading", name="What was found")).to_be_visible()
    open_script(page, word_for_word(page, document_id))
    for sentence, place in places.items():
        page.locator("[data-select]", has_text=sentence).click()
        expect(current(page)).to_contain_text(sentence)
        expect(page.locator("[data-sheet] rect")).to_have_count(1)
        expect(page.locator("[data-sheet]:not([data-loading])")).to_be_visible()
        expect(page.locator("[data-pane-title]")).to_contain_text(f"Page {place.page}")
        marked = page.evaluate(MARKED)
        assert (marked["page"], marked["turned"]) == (place.page, place.page == 2)
        (box,) = marked["boxes"]
        assert abs(box["x0"] - place.x0) <= NEAR, sentence
        assert abs(box["x1"] - place.x1) <= NEAR, sentence
        assert place.baseline - SIZE - NEAR <= box["y0"] <= place.baseline - SIZE / 2, sentence
        assert place.baseline <= box["y1"] <= place.baseline + SIZE / 2, sentence
