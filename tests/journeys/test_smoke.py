from tests.world import World


def test_kit_joins_and_reads_his_plan(world_on_each: World) -> None:
    child = world_on_each.family_ready()
    kit = world_on_each.join(child, child)
    assert "Hello Kit" in kit.get("/me").text
    assert "football" in kit.get("/p").text
