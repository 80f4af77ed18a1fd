"""Items 1 to 40: who comes in, and what they reach."""

from tests.security.rows import Item, covered

ACCESS: dict[int, Item] = {
    1: covered(
        "the eleventh try in five minutes, for an account or an address, gets 429; each is recorded",
        "accounts/test_tries.py::test_the_eleventh_try_waits_even_with_the_right_password",
        "accounts/test_tries.py::test_one_address_tries_many_accounts",
        "accounts/test_tries.py::test_each_try_and_the_start_of_the_pause_are_recorded_but_no_flood",
    ),
    2: covered(
        "no account by default; the first link in works once, for an hour",
        "accounts/test_sign_in_link.py::test_a_link_works_once",
        "accounts/test_sign_in_link.py::test_an_expired_link_is_spent",
    ),
    3: covered(
        "passwords of 8 to 64 and more characters, much-used ones refused",
        "accounts/test_password.py::test_much_used_passwords_are_known_however_dressed",
        "accounts/test_password.py::test_lengths_are_counted_in_characters",
    ),
    4: covered("argon2id, 50 to 500 ms", "accounts/test_password.py::test_hashing_costs_what_it_should"),
    5: covered(
        "an unknown person gets the same answer for the same work",
        "accounts/test_sign_in.py::test_an_unknown_address_and_a_disabled_user_get_the_same_answer",
        "accounts/test_sign_in.py::test_the_work_of_the_answer_does_not_tell_who_is_known",
    ),
    6: covered(
        "every way in stands in a test",
        "accounts/test_keys.py::test_keys_count_in_the_api_only_and_cookies_only_outside_it",
        "accounts/test_within.py::test_where_only_the_provider_opens_other_sessions_are_sent_to_it",
        "sso/test_sign_in_through.py::test_a_suspended_connection_is_no_door",
        "scim/test_users.py::test_who_leaves_is_out_at_once",
        "admin/test_site.py::test_its_own_way_of_signing_in_is_not_there",
    ),
    7: covered(
        "operators need a second factor; a weak or old proof of the provider is refused",
        "admin/test_site.py::test_only_operators_with_a_second_factor_find_it",
        "sso/test_sign_in_through.py::test_a_second_factor_can_be_required",
        "sso/test_sign_in_through.py::test_assurance_and_a_recent_proof_can_be_required",
    ),
    8: covered(
        "keys of 112 bits and more; none in the clear",
        "accounts/test_keys.py::test_a_key_reads_as_github_writes_them",
        "accounts/test_keys.py::test_nothing_is_kept_that_could_be_used",
    ),
    9: covered(
        "session ids of 128 random bits and more",
        "accounts/test_sessions.py::test_the_database_does_not_hold_the_secret",
    ),
    10: covered(
        "a new session id at sign-in and when privileges change",
        "accounts/test_sessions.py::test_a_planted_session_is_not_taken_over",
        "accounts/test_sessions.py::test_signing_in_again_ends_the_session_before",
        "accounts/test_password.py::test_changing_it_ends_the_other_sessions_and_renews_this_one",
        "accounts/test_sessions.py::test_a_changed_role_renews_the_secret_with_the_next_page",
        "accounts/test_sessions.py::test_who_becomes_an_operator_gets_a_new_secret",
        "accounts/test_sessions.py::test_what_a_team_gives_renews_the_secret",
    ),
    11: covered(
        "idle and absolute limits",
        "accounts/test_sessions.py::test_idle_and_absolute_limits",
        "accounts/test_sessions.py::test_after_half_an_hour_unused_it_is_over",
        "accounts/test_sessions.py::test_after_twelve_hours_it_is_over_however_busy",
        "accounts/test_sessions.py::test_an_idle_session_is_over_and_does_not_come_back",
    ),
    12: covered(
        "signing out ends the cookie everywhere",
        "accounts/test_sessions.py::test_signing_out_ends_it_for_a_copied_cookie_too",
    ),
    13: covered(
        "a disabled person's sessions, keys and streams end within 5 s",
        "accounts/test_sessions.py::test_a_disabled_user_is_out_at_the_next_request",
        "review/test_listening.py::test_a_page_stops_listening_within_five_seconds",
        "scim/test_users.py::test_who_leaves_is_out_at_once",
        "admin/test_site.py::test_disabling_a_person_shuts_them_out_at_once",
    ),
    14: covered(
        "people and admins list and end sessions",
        "accounts/test_sessions.py::test_people_see_their_sessions_and_end_one",
        "accounts/test_sessions.py::test_nobody_ends_the_session_of_another",
        "organizations/test_security.py::test_ada_sees_where_members_are_signed_in_and_ends_one",
    ),
    15: covered(
        "proving oneself again before sensitive changes",
        "accounts/test_confirmation.py::test_after_ten_minutes_the_password_is_asked_for_again",
        "accounts/test_confirmation.py::test_who_has_a_second_factor_shows_it_and_no_password_does",
        "accounts/test_address.py::test_it_asks_again_who_somebody_is",
        "organizations/test_sensitive.py::test_every_setting_that_lets_people_in_is_guarded",
        "organizations/test_sensitive.py::test_after_ten_minutes_it_is_asked_again_and_nothing_happened",
    ),
    16: covered(
        "a __Host- cookie: Secure, HttpOnly, SameSite=Lax, small",
        "accounts/test_sign_in.py::test_over_https_the_cookie_is_bound_to_the_host",
        "accounts/test_sign_in.py::test_the_cookie_is_out_of_reach_of_scripts_and_other_sites",
        "accounts/test_sessions.py::test_the_cookie_fits_everywhere",
    ),
    17: covered(
        "code, PKCE S256 and state, bound to the browser, once, for ten minutes",
        "sso/test_sign_in_through.py::test_the_request_is_code_with_pkce_state_and_nonce",
        "sso/test_hostile_provider.py::test_a_code_works_once",
        "sso/test_hostile_provider.py::test_a_stolen_code_is_useless_in_another_sign_in",
        "sso/test_hostile_provider.py::test_an_answer_arrives_only_where_it_was_asked_for",
        "sso/test_hostile_provider.py::test_after_ten_minutes_it_is_over",
    ),
    18: covered("a wrong nonce is refused", "sso/test_hostile_provider.py::test_a_lie_lets_nobody_in"),
    19: covered("a wrong audience is refused", "sso/test_hostile_provider.py::test_a_lie_lets_nobody_in"),
    20: covered(
        "metadata of another issuer is refused",
        "sso/test_hostile_provider.py::test_metadata_that_cannot_be_trusted_is_not_used",
    ),
    21: covered(
        "alg none, HS256 with the public key, foreign keys, expired: refused",
        "sso/test_hostile_provider.py::test_a_lie_lets_nobody_in",
        "sso/test_hostile_provider.py::test_a_foreign_jku_is_never_asked",
    ),
    22: covered(
        "identity is (issuer, subject), never an address",
        "sso/test_identity.py::test_two_providers_with_one_address_make_two_people",
        "sso/test_identity.py::test_one_person_with_a_new_address_stays_the_same",
        "sso/test_identity.py::test_a_members_account_is_not_taken_over_by_its_address",
    ),
    23: covered(
        "the issuer of the answer is checked, against mix-up",
        "sso/test_hostile_provider.py::test_two_providers_cannot_be_mixed_up",
    ),
    24: covered(
        "back-channel logout, of logout tokens alone",
        "sso/test_leaving.py::test_the_provider_ends_one_session_or_all_of_a_person",
        "sso/test_leaving.py::test_an_id_token_is_no_logout_token",
        "sso/test_leaving.py::test_a_logout_token_is_obeyed_once",
    ),
    25: covered(
        "rotated keys work; while a provider is away, who is in stays in",
        "sso/test_sign_in_through.py::test_keys_are_changed_while_people_are_in",
        "sso/test_sign_in_through.py::test_when_the_provider_is_down_who_is_in_stays_in",
    ),
    26: covered(
        "tokens never reach the browser",
        "sso/test_sign_in_through.py::test_no_token_of_the_provider_reaches_the_browser",
    ),
    27: covered(
        "every route names a permission",
        "security/test_routes.py::test_a_route_without_a_permission_keeps_the_application_from_starting",
        "test_permissions.py::test_every_address_names_a_permission",
    ),
    28: covered(
        "every address that takes an id answers a stranger 404, as for what never was",
        "test_walls.py::test_cleo_finds_nothing_of_acme_and_cannot_tell_it_from_what_never_was",
        "test_walls.py::test_every_place_in_an_address_is_known_for_what_it_names",
        "test_walls.py::test_cleo_meets_404_before_anybody_reads_her_body",
        "test_postgresql.py::test_cleo_finds_nothing",
        "test_fuzz.py::test_no_request_breaks_anything_or_reaches_across",
    ),
    29: covered(
        "protected fields are neither taken nor shown",
        "admin/test_site.py::test_everything_else_is_read_only",
        "admin/test_site.py::test_nothing_secret_is_mirrored",
        "test_openapi.py::test_it_lists_exactly_what_is_promised",
    ),
    30: covered(
        "a changed role counts at the next request",
        "accounts/test_sessions.py::test_a_changed_role_counts_at_the_next_request",
    ),
    31: covered(
        "each role against each route",
        "test_permissions.py::test_a_permission_a_role_lacks_is_refused_by_every_address_that_needs_it",
        "test_permissions.py::test_lou_may_change_nothing",
    ),
    32: covered(
        "composite foreign keys; row-level security; raw SQL without a tenant sees nothing",
        "test_tables.py::test_every_tenanted_table_names_its_organization",
        "test_tables.py::test_foreign_keys_between_tenanted_tables_cannot_cross_organizations",
        "security/test_row_security.py::test_every_tenanted_table_has_its_wall",
        "security/test_row_security.py::test_who_says_nothing_sees_nothing",
        "security/test_row_security.py::test_rows_of_others_are_neither_written_nor_changed",
    ),
    33: covered(
        "the operators' admin apart, to listed addresses, its changes audited",
        "admin/test_site.py::test_it_can_be_kept_to_some_addresses",
        "admin/test_site.py::test_no_session_of_an_organizations_provider_opens_it",
        "admin/test_site.py::test_only_operators_with_a_second_factor_find_it",
        "admin/test_site.py::test_suspending_an_organization_is_in_its_record",
    ),
    34: covered(
        "workers carry tenant and actor; storage keys begin with the tenant",
        "test_scoping.py::test_nothing_is_written_without_an_organization",
        "outside/test_storage_vault.py::test_an_object_put_in_the_place_of_another_is_refused",
    ),
    35: covered(
        "keys as GitHub writes them; a bad checksum costs no query",
        "accounts/test_keys.py::test_a_key_reads_as_github_writes_them",
        "accounts/test_keys.py::test_a_bad_checksum_costs_no_query",
    ),
    36: covered(
        "keys are shown once and kept as digests",
        "accounts/test_keys.py::test_nothing_is_kept_that_could_be_used",
    ),
    37: covered(
        "scopes, a tenant, an end within 365 days, reminders",
        "organizations/test_key_reminders.py::test_each_reminder_comes_once_and_to_who_can_do_something",
        "accounts/test_keys.py::test_a_key_opens_what_its_scopes_say",
        "accounts/test_keys.py::test_a_key_without_scopes_or_end_is_not_issued",
    ),
    38: covered(
        "last use, noted once a minute",
        "accounts/test_keys.py::test_use_is_noted_once_a_minute",
    ),
    39: covered(
        "rotation with overlap, never more than two alive",
        "organizations/test_api_keys.py::test_rotating_leaves_two_that_work_and_never_three",
        "organizations/test_api_keys.py::test_the_overlap_is_a_week_at_most",
    ),
    40: covered(
        "a revoked key is out at once",
        "accounts/test_keys.py::test_a_revoked_or_expired_key_is_out_at_once",
    ),
}
