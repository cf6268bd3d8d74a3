"""Rows that one click adds on the page Datasheet, and answers that are usual: asked, not answered for anybody."""

from __future__ import annotations

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

import streamlit
from streamlit.testing.v1 import AppTest

from datasheets.labels.reading import table
from datasheets.schemes.table import scheme
from footprint_app.datasheet_values import usual
from tests.footprint_app.datasheet_app import at, choose, example, fresh, press, said, upload, work, write

REQUIREMENTS, ANSWERS = "ds__security_and_privacy__requirements", "ds__data_and_model__data_answers"


@pytest.fixture(autouse=True)
def _links_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "page_link", streamlit.page_link)
    monkeypatch.setattr(streamlit, "switch_page", streamlit.switch_page)


def unfolded(app: AppTest, section: str) -> AppTest:
    """A section with its optional fields."""
    app.session_state[f"fold_ds_optional_{section}"] = True
    if app.selectbox(key="ds_section").value != section:
        return at(app, section)
    return app.run()


def rows(app: AppTest, section: str, field: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = work(app).read().data[section][field]
    return found


def test_the_requirements_of_a_scheme_are_rows_that_are_still_to_be_answered() -> None:
    """All of NIST IR 8425 but those that a field of the datasheet decides; each row says what it asks."""
    app = unfolded(fresh(), "security_and_privacy")
    before = work(app).text
    choose(app, f"{REQUIREMENTS}__fill", "NIST IR 8425")
    made = rows(app, "security_and_privacy", "requirements")
    known = {one.id: one.asks for one in scheme("NIST IR 8425").requirements}
    assert {row["answer"] for row in made} == {"not provided"}
    assert [row["requirement"] for row in made] == [k for k in known if k in {r["requirement"] for r in made}]
    unfolded(app, "security_and_privacy")
    asks = " ".join(m.value for m in app.markdown).replace("\\", "")
    assert f"It asks: {known[made[0]['requirement']]}." in asks
    write(app, f"{REQUIREMENTS}__0__answer__text", "met", "selectbox")
    unfolded(app, "security_and_privacy")
    press(app, f"{REQUIREMENTS}__after")
    unfolded(app, "security_and_privacy")
    write(app, f"{REQUIREMENTS}__1__answer__text", "not applicable", "selectbox")
    made = rows(app, "security_and_privacy", "requirements")
    assert [row["answer"] for row in made[:3]] == ["met", "not applicable", "not provided"]
    assert not said(app)
    for _ in range(3):
        press(app, "ds_undo")
    assert work(app).text == before


def test_what_is_there_is_not_added_again() -> None:
    app = unfolded(fresh(), "security_and_privacy")
    choose(app, f"{REQUIREMENTS}__fill", "NIST IR 8425")
    count = len(rows(app, "security_and_privacy", "requirements"))
    menu = unfolded(app, "security_and_privacy").menu_button(key=f"{REQUIREMENTS}__fill")
    assert "NIST IR 8425" not in menu.options
    choose(app, f"{REQUIREMENTS}__fill", "ETSI EN 303 645")
    made = rows(app, "security_and_privacy", "requirements")
    assert len(made) > count + 50
    assert len({(row["scheme"], row["requirement"]) for row in made}) == len(made)


def test_a_scheme_that_does_not_apply_is_not_offered() -> None:
    """A device that says it has no radio and no network: the radio label of the United States is not about it."""
    app = upload(fresh(), ("mine.yaml", b'schema: footprint.datasheet/1\nlanguage: en\nhardware: {interfaces: [USB], '
                           b'radio: "not applicable: it has none"}\n'))  # fmt: skip
    options = unfolded(app, "security_and_privacy").menu_button(key=f"{REQUIREMENTS}__fill").options
    assert "EU CRA" in options
    assert "U.S. Cyber Trust Mark" not in options


def test_questions_about_data_are_rows_and_stay_open() -> None:
    """Every question once for each data set that has not its own answer; open ones do not count as answered."""
    import datasheets

    app = unfolded(fresh(), "data_and_model")
    choose(app, f"{ANSWERS}__fill", "the training data")
    asked = [one["key"] for one in table("dataset_questions")["questions"]]
    assert rows(app, "data_and_model", "data_answers") == [{"of": "training", "question": q} for q in asked]
    app = unfolded(app, "data_and_model")
    assert app.menu_button(key=f"{ANSWERS}__fill").options == ["the evaluation data", "both"]
    write(app, f"{ANSWERS}__0__answer__text", "no", "selectbox")
    label = next(one for one in datasheets.labels_of(work(app).read().sheet) if one.key == "dataset-training")  # type: ignore[arg-type]
    assert label.counts.answered == 1
    assert label.counts.not_provided >= len(asked) - 1


def test_usual_answers_are_offered_and_others_may_be_given() -> None:
    app = unfolded(example(), "security_and_privacy")
    box = app.selectbox(key="ds__security_and_privacy__offline_function__text")
    assert set(usual(("security_and_privacy", "offline_function"))) <= set(box.options)
    write(app, "ds__security_and_privacy__offline_function__text", "limited", "selectbox")
    assert rows(app, "security_and_privacy", "offline_function") == "limited"
    assert usual(("security_and_privacy", "label", 0, "sold_to"))[-1] == "not sold"
    assert usual(("title_page", "name")) == ()


def test_a_fold_stays_open_when_its_title_changes() -> None:
    """One more optional field is given, which its title counts."""
    app = unfolded(fresh(), "title_page")
    title = next(e.label for e in app.expander if e.label.startswith("Optional"))
    write(app, "ds__title_page__sku__text", "K7")
    assert next(e.label for e in app.expander if e.label.startswith("Optional")) != title
    assert app.text_input(key="ds__title_page__sku__text").value == "K7"
    assert app.session_state["fold_ds_optional_title_page"] is True


@pytest.mark.parametrize("key", ["ds_section", f"{REQUIREMENTS}__row"])
def test_a_picker_whose_words_change_keeps_what_is_chosen(key: str) -> None:
    """A browser sends the words of an option: it is told the new ones, or the next answer would turn to another one."""
    app = unfolded(fresh(), "security_and_privacy")
    choose(app, f"{REQUIREMENTS}__fill", "NIST IR 8425")
    before = unfolded(app, "security_and_privacy").selectbox(key=key).options
    write(app, f"{REQUIREMENTS}__0__answer__text", "met", "selectbox")
    picker = unfolded(app, "security_and_privacy").selectbox(key=key)
    assert picker.options != before
    assert picker.proto.set_value
    assert picker.proto.raw_value in picker.options
