"""What stops the build of the market values."""

from __future__ import annotations

import pytest


@pytest.mark.usefixtures("build_path")
def test_changed_words_of_the_market_values_stop_the_build(tmp_path) -> None:
    from corrections import Ledger
    from iea import market_value as step
    from tables import BuildError

    (tmp_path / "iea").mkdir()
    path = tmp_path / step.FILE
    path.write_text("year,item,usd_billion,source,page,words\n2022,total,9,x,y,z\n", "utf-8")
    with pytest.raises(BuildError, match="values of single minerals are 0"):
        step.build(tmp_path, Ledger(), None)
