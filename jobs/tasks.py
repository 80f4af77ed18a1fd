"""Every kind of job by name: one line each, which calls the domain."""

from app.accounts.reminders import remind_of_keys
from app.documents.ingestion import read_document, reading_died
from app.documents.recognition import recognition_died, recognize_document
from app.documents.vectors import embed_document
from app.documents.versions import read_version, version_died
from app.episodes.drafting import draft_episode, drafting_died
from app.episodes.following import follow_document
from app.inbox.digest import mail_digests
from app.mail.letters import send_mail
from app.narration.formats import render_format
from app.narration.narrating import narrate_episode, narrating_died
from app.narration.voicing import prove_take, record_take, speak_segment
from app.organizations.closing import delete_organization
from app.queue.leftovers import remove_leftovers
from app.queue.pruning import prune_jobs
from app.queue.registry import job
from app.queue.schedules import every

job("read_document", attempts=3, seconds=120, on_dead=reading_died)(read_document)
job("recognize_document", attempts=2, seconds=3600, on_dead=recognition_died)(recognize_document)
job("read_version", attempts=3, seconds=120, on_dead=version_died)(read_version)
job("follow_document", attempts=5, seconds=600)(follow_document)
job("embed_document", attempts=3, seconds=1800)(embed_document)
job("draft_episode", attempts=3, seconds=3300, on_dead=drafting_died)(draft_episode)
job("speak_segment", attempts=4, seconds=600)(speak_segment)
job("record_take", attempts=3, seconds=600)(record_take)
job("prove_take", attempts=3, seconds=600)(prove_take)
job("render_format", attempts=3, seconds=1800)(render_format)
job("narrate_episode", attempts=4, seconds=3600, on_dead=narrating_died)(narrate_episode)
job("send_mail", attempts=8, seconds=120, backoff=10)(send_mail)
job("delete_organization", attempts=20, seconds=3600, backoff=30)(delete_organization)
job("remind_of_keys", attempts=3, seconds=300)(remind_of_keys)
job("remove_leftovers", attempts=3, seconds=3600)(remove_leftovers)
job("mail_digests", attempts=3, seconds=600)(mail_digests)
job("prune_jobs", attempts=3, seconds=3600)(prune_jobs)

every("remind_of_keys", seconds=24 * 3600)
every("remove_leftovers", seconds=24 * 3600)
every("mail_digests", seconds=24 * 3600)
every("prune_jobs", seconds=6 * 3600, per="installation")
