"""What alerts of forgotten listings were raised for is forgotten with them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take values out of the triggers of what was forgotten by now, as `retention` does from here on."""
    conn = op.get_bind()
    telling = sa.text(
        "SELECT id, trigger FROM alerts WHERE trigger LIKE '%:%' "
        "AND listing_id IN (SELECT id FROM listings WHERE purged_at IS NOT NULL)"
    )
    for alert_id, trigger in conn.execute(telling).all():
        emptied = {"id": alert_id, "trigger": f"{trigger.partition(':')[0]}:#{alert_id}"}
        conn.execute(sa.text("UPDATE alerts SET trigger = :trigger WHERE id = :id"), emptied)
