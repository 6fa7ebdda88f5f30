-- On PostgreSQL nothing changes: its tables have no other order than that in which rows came.
SELECT 1;
