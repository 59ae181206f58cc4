"""A case file under the wrong reference, and a newer one that not everybody has on their page yet."""

from __future__ import annotations

from typing import Any

import pytest

from portal.domain.errors import Invalid
from portal.journeys.desk import bring_in, publish, review, see_children
from portal.journeys.family import read_plan
from tests import factories
from tests.journeys.people import DAD, MUM, cupboard, joined
from tests.world import World


def bring(world: World, tree: dict[str, Any]) -> bring_in.BroughtIn:
    return bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree))


def other_action(text: str = "Walk Kit to football on Tuesdays.") -> dict[str, Any]:
    """A newer file: the first action says something else, for everybody who may see it."""
    tree = factories.example("norfolk")
    tree["plan"]["actions"][0]["text"] = text
    return tree


def test_a_file_about_a_child_of_another_name_is_refused_and_nothing_changes(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    kit = joined(world, child, child)
    before = read_plan.open_plan(cupboard(world), kit)
    tree = other_action("Take Alex to boxing.")
    tree["child"].update(preferred_name="Alex", full_name="Alexander Birch Sample")
    for dry_run in (True, False):
        with pytest.raises(Invalid) as refused:
            bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree), dry_run=dry_run)
        assert [fault.place for fault in refused.value.faults] == ["/child/preferred_name"]
        assert "Kit" not in str(refused.value) and "Alex" not in str(refused.value)
    kept = review.review(world.room, world.worker("priya"), child).kept
    assert (kept.revision, kept.case) == (1, factories.case("norfolk"))
    assert read_plan.open_plan(cupboard(world), kit) == before


@pytest.mark.parametrize(
    "names",
    [
        {"preferred_name": "Robin"},
        {"full_name": "Kit Aldous-Example"},
        {"preferred_name": "KIT", "full_name": "Somebody Else"},
        {"preferred_name": "Chris", "full_name": "Christopher Sample"},
    ],
)
def test_a_changed_name_that_shares_a_name_with_the_one_before_is_taken(world: World, names: dict[str, str]) -> None:
    child = world.bring_in()
    tree = factories.example("norfolk")
    tree["child"].update(names)
    assert bring(world, tree).state == "changed"
    kept = review.review(world.room, world.worker("priya"), child).kept
    assert (kept.revision, kept.case.child.preferred_name) == (2, tree["child"]["preferred_name"])


def test_names_that_share_only_a_dash_are_two_names(world: World) -> None:
    tree = factories.example("norfolk")
    tree["child"]["full_name"] = "Christopher – Example"
    world.bring_in(data=factories.as_bytes(tree))
    tree["child"].update(preferred_name="Alex", full_name="Alexander – Sample")
    with pytest.raises(Invalid, match="another name"):
        bring(world, tree)


@pytest.mark.parametrize("name", ["Gemma Example", "gary-Ann Example", "Mr Gary Example"])
def test_somebody_of_another_first_name_under_an_old_reference_is_refused_and_nothing_changes(
    world_on_each: World, name: str
) -> None:
    world = world_on_each
    child = world.family_ready()
    dad = joined(world, child, DAD)
    tree = other_action()
    tree["people"][1]["name"] = name
    with pytest.raises(Invalid) as refused:
        bring(world, tree)
    assert [fault.place for fault in refused.value.faults] == ["/people/1"]
    kept = review.review(world.room, world.worker("priya"), child).kept
    assert (kept.revision, kept.case) == (1, factories.case("norfolk"))
    assert read_plan.open_plan(cupboard(world), dad).number == 1


def test_two_people_whose_references_were_swapped_are_both_named(world: World) -> None:
    world.bring_in()
    tree = factories.example("norfolk")
    mum, dad = tree["people"]
    mum["name"], dad["name"] = dad["name"], mum["name"]
    with pytest.raises(Invalid) as refused:
        bring(world, tree)
    assert [fault.place for fault in refused.value.faults] == ["/people/0", "/people/1"]


def test_the_same_people_in_another_order_or_with_another_surname_are_no_mix_up(world: World) -> None:
    world.bring_in()
    tree = factories.example("norfolk")
    tree["people"].reverse()
    tree["people"][0]["name"] = "GARY Sample"
    tree["people"].append({"ref": "gran", "name": "Ivy Example", "relationship": "grandparent"})
    assert bring(world, tree).state == "changed"


def test_the_desk_says_to_publish_until_everybody_with_access_has_this_revision(world_on_each: World) -> None:
    world = world_on_each

    def to_publish(sign_in: str = "priya") -> bool:
        return see_children.see_children(world.room, world.worker(sign_in))[0].to_publish

    child = world.bring_in()
    assert to_publish()
    assert not to_publish("tunde"), "who may not publish is not told"
    for only in ((DAD,), (MUM,)):
        world.publish(child, only=only)
        assert to_publish(), f"only {only} has it"
    world.publish(child, only=(child,))
    assert not to_publish()
    bring(world, other_action())
    assert to_publish()
    world.publish(child, only=(MUM,))
    assert to_publish()
    world.publish(child)
    assert not to_publish()


def test_a_revision_that_changes_nobodys_copy_is_to_publish_until_it_was_looked_at_once(world: World) -> None:
    child = world.family_ready()
    tree = factories.example("norfolk")
    tree["child"]["notes"].append({"text": "A note for workers alone."})
    bring(world, tree)
    assert see_children.see_children(world.room, world.worker("priya"))[0].to_publish
    assert {each.state for each in world.publish(child)} == {"unchanged"}
    assert not see_children.see_children(world.room, world.worker("priya"))[0].to_publish


def test_while_one_copy_is_refused_there_is_something_to_publish(world: World) -> None:
    child = world.bring_in()
    done = publish.publish(world.room, world.worker("priya"), child, 1)  # nobody was told, and no reason given
    assert "refused" in {each.state for each in done}
    assert see_children.see_children(world.room, world.worker("priya"))[0].to_publish
