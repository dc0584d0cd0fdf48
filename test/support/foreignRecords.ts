/** Records as tools that share the layout of `.workflow` write them: by what each of them lacks, adds or says in words of its own. */
export const foreignRecords: Readonly<Record<string, string>> = {
  "one line": '{"session_id":"WFS-a","status":"active"}\n',
  nothing: "{ }",
  "words of its own": `{
  "session_id": "WFS-a",
  "project": "Booking of ferries",
  "description": "What it is for, at length",
  "status": "planning",
  "type": "workflow",
  "current_phase": "BRAINSTORM",
  "created_at": "2026-03-02T16:05:00+08:00"
}`,
  "times at the top": `{
	"session_id": "WFS-a",
	"status": "completed",
	"created_at": "2026-03-02T22:20:00+08:00",
	"updated_at": "2026-03-02T18:20:48.1283224+08:00",
	"completed_at": "2026-03-02T00:00:01.3740567+08:00",
	"task_description": "timetable",
	"completed_tasks": ["IMPL-1", "IMPL-2"],
	"number": 1.50, "large": 12345678901234567890
}`,
  "an id of its own": '{"id": "WFS-a", "type": "brainstorm", "topic": "bridge", "mode": "auto", "status": "completed"}',
  "phases as objects": `{
  "session_id": "WFS-a",
  "topic": "ticket",
  "status": "role_analysis_in_progress",
  "phase": "bridge",
  "phases": { "BRAINSTORM": { "status": "artifacts_completed", "current_phase": "x" } },
  "progress": { "done": 3, "of": 7 },
  "created_at": "2026-03-01T16:09:00.000Z"
}`,
  "dates and nonsense": '{"session_id":"WFS-a","status":"active","created":"2026-03-04","updated_at":"yesterday"}',
  "other kinds of values":
    '{"session_id":"WFS-a","project":{"name":"x"},"goal":"A goal","type":["a"],"status":3,"progress":"half","meta":"m"}',
  "lists of objects": `\uFEFF{"session_id":"WFS-a","status":"paused",\r
  "progress":{"completed_phases":[{"name":"PLAN"}],"current_tasks":[{"id":1}, "two"]},\r
  "meta":{"created":"2026-03-05T10:53:53Z"}}`,
};
