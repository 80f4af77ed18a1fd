"""Items 41 to 78: files, data, the record, pages, the platform."""

from tests.security.rows import GOVERNANCE, Item, covered, missing, partly

PLATFORM: dict[int, Item] = {
    41: covered(
        "the size of an upload is capped while it streams",
        "documents/test_upload.py::test_a_body_far_beyond_the_limit_is_not_even_read",
        "outside/test_storage_vault.py::test_more_than_the_limit_is_refused_while_streaming_and_leaves_nothing",
    ),
    42: partly(
        "signature and a trial parse in the sandbox",
        "polyglots are stored inert, and not refused",
        "documents/test_upload.py::test_what_is_refused_leaves_nothing",
    ),
    43: covered(
        "pages, characters and what is decompressed are capped",
        "documents/test_sandbox.py::test_a_child_gets_no_more_memory_than_allowed",
        "documents/test_sandbox.py::test_a_child_that_says_too_much_is_cut_off",
    ),
    44: missing("quotas of files and bytes, never exceeded", GOVERNANCE),
    45: covered(
        "names of our own in the storage; the client's only in an escaped header",
        "documents/test_upload.py::test_names_of_files_are_cleaned",
        "documents/test_upload.py::test_a_hostile_name_is_harmless_all_the_way",
    ),
    46: missing("a virus scanner, failing closed", GOVERNANCE),
    47: missing("metadata is stripped on request", GOVERNANCE),
    48: covered(
        "originals are served as attachments in a sandbox of their own",
        "documents/test_upload.py::test_an_original_is_an_attachment_in_a_sandbox",
    ),
    49: covered(
        "the parser runs without network, secrets or more than its limits",
        "documents/test_sandbox.py::test_the_child_sees_no_environment",
        "documents/test_sandbox.py::test_the_child_reaches_no_network",
        "documents/test_sandbox.py::test_the_child_writes_no_files",
        "documents/test_sandbox.py::test_a_child_that_takes_too_long_is_killed",
    ),
    50: partly(
        "extracted text is normalized; hidden text is flagged; text is data to a model",
        "a corpus of hidden text is missing here",
        "test_postgresql.py::test_nul_in_what_people_type_harms_nothing",
    ),
    51: covered(
        "AES-256-GCM under a key an organization, bound to the object",
        "outside/test_storage_vault.py::test_an_object_put_in_the_place_of_another_is_refused",
        "test_encryption_container.py::test_a_whole_object_does_not_pass_for_another",
    ),
    52: partly(
        "nonces are unique; the master key is rotated online",
        f"rotation: {GOVERNANCE}",
        "test_encryption_container.py::test_the_same_bytes_never_look_the_same_twice",
    ),
    53: partly(
        "no secret stands in an address",
        "one-time links carry theirs in the path, spent by a button; no log names it",
        "security/test_log_lines.py::test_no_secret_is_in_it",
        "accounts/test_sign_in_link.py::test_a_link_works_once",
    ),
    54: covered(
        "pages of who is signed in are not stored",
        "security/test_headers.py::test_pages_of_somebody_signed_in_are_not_stored",
    ),
    55: covered(
        "Clear-Site-Data at signing out",
        "accounts/test_sessions.py::test_signing_out_ends_it_for_a_copied_cookie_too",
    ),
    56: missing("purging leaves nothing and honours a legal hold", GOVERNANCE),
    57: partly(
        "one guard for every address somebody can type in",
        "not every client goes through it yet",
        "outside/test_egress.py::test_what_is_not_public_is_refused",
        "outside/test_egress.py::test_no_redirect_is_followed",
        "outside/test_egress.py::test_a_name_that_changes_its_mind_is_asked_once",
    ),
    58: covered(
        "who, what, when, from where, whose, under which request",
        "record/test_audit_log.py::test_every_event_says_from_where_it_came",
        "security/test_headers.py::test_the_request_id_is_in_the_record",
    ),
    59: covered(
        "each sign-in, refusal and denial is recorded",
        "record/test_audit_log.py::test_a_refusal_for_want_of_a_permission_is_recorded_once",
        "accounts/test_sign_in.py::test_a_wrong_password_keeps_the_form_and_is_recorded",
        "accounts/test_tries.py::test_each_try_and_the_start_of_the_pause_are_recorded_but_no_flood",
    ),
    60: covered(
        "one line an event, whatever is in it",
        "security/test_log_lines.py::test_one_line_an_event",
        "record/test_sink.py::test_syslog_and_http_get_the_same_lines",
        "security/test_headers.py::test_any_other_is_replaced",
    ),
    61: covered(
        "no secret in logs and error pages; no traces are made",
        "test_canaries.py::test_no_secret_leaves",
        "test_canaries.py::test_what_the_database_refuses_does_not_name_what_was_written",
        "security/test_log_lines.py::test_no_secret_is_in_it",
        "accounts/test_tries.py::test_what_was_typed_is_not_kept",
        "test_errors.py::test_a_surprise_tells_nobody_what_it_was",
    ),
    62: covered(
        "the record is only added to; one changed, removed or swapped event is found",
        "test_migrations.py::test_the_record_is_only_added_to",
        "security/test_row_security.py::test_the_role_that_runs_the_application_can_only_add_to_the_record",
        "record/test_verifying.py::test_one_attacked_event_is_found",
        "record/test_verifying.py::test_two_swapped_events_are_found",
    ),
    63: covered(
        "an event in the transaction of its change",
        "test_record.py::test_a_change_is_recorded_or_does_not_happen",
    ),
    64: covered(
        "the record goes to a sink of its own",
        "record/test_sink.py::test_a_sink_that_is_away_loses_nothing",
        "record/test_sink.py::test_what_was_sent_but_not_noted_is_sent_again",
    ),
    65: covered(
        "a failure shows a request id and nothing else",
        "test_errors.py::test_a_surprise_tells_nobody_what_it_was",
        "test_errors.py::test_a_surprise_in_the_api_is_a_problem",
    ),
    66: covered(
        "a strict content policy without anything inline",
        "security/test_headers.py::test_the_policy_runs_and_frames_nothing_foreign",
        "test_templates.py::test_no_template_has",
        "static/test_files.py::test_no_template_needs_what_the_content_policy_forbids",
    ),
    67: covered(
        "HSTS over https",
        "security/test_headers.py::test_over_https_browsers_are_told_to_stay_there",
    ),
    68: covered(
        "nosniff, a referrer policy, no frames",
        "security/test_headers.py::test_every_answer_is_headed_errors_included",
    ),
    69: covered(
        "changes by POST alone, and not from another site",
        "security/test_cross_origin.py::test_every_changing_method_is_guarded",
        "security/test_cross_origin.py::test_others_are_not_signed_in_or_not",
        "admin/test_site.py::test_another_site_cannot_make_an_operator_write",
    ),
    70: covered(
        "templates escape by themselves; stored scripts do not run",
        "test_hostile_text.py::test_hostile_text_stays_text",
        "test_hostile_text.py::test_a_hostile_question_is_answered_harmlessly",
        "documents/test_upload.py::test_a_hostile_name_is_harmless_all_the_way",
    ),
    71: covered(
        "our own assets, hashed",
        "static/test_vendor.py::test_every_file_has_the_digest_the_manifest_records",
    ),
    72: covered(
        "sizes, pages, depth, streams and jobs are limited; 429 with Retry-After",
        "queue/test_backlog.py::test_a_program_is_told_when_to_come_back",
        "queue/test_backlog.py::test_whatever_asks_for_work_is_refused_and_changes_nothing",
        "test_errors.py::test_no_list_answers_with_more_than_two_hundred",
        "security/test_routes.py::test_a_form_is_not_a_way_to_send_a_mountain",
        "accounts/test_limits.py::test_a_key_that_asks_too_often_is_told_when_to_come_again",
        "accounts/test_limits.py::test_a_body_nested_too_deeply_is_refused_not_a_failure",
        "review/test_listening.py::test_one_stream_too_many_is_refused_until_another_closes",
    ),
    73: covered(
        "forwarded headers only from trusted proxies, one name only",
        "security/test_cross_origin.py::test_behind_a_proxy_the_public_origin_counts_not_the_host",
        "security/test_forwarded.py::test_where_a_request_comes_from",
        "security/test_hosts.py::test_other_names_are_misdirected",
    ),
    74: missing("what models and voices may cost is capped", GOVERNANCE),
    75: covered(
        "no debugging, docs can be off, the routes are listed",
        "test_errors.py::test_a_surprise_tells_nobody_what_it_was",
        "test_openapi.py::test_the_docs_can_be_switched_off",
        "test_openapi.py::test_it_lists_exactly_what_is_promised",
    ),
    76: partly(
        "answers of models and voices are checked",
        GOVERNANCE,
        "outside/test_egress.py::test_an_answer_without_end_is_cut",
    ),
    77: partly(
        "a bill of materials, hashed locks, no known holes",
        "locks are hashed; neither a bill nor a look for known holes is made",
        "security/test_locks.py::test_every_pinned_package_has_its_digests",
    ),
    78: missing("provenance, and wheels that can be made again", GOVERNANCE),
}
