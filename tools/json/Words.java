package tools.json;

import java.util.List;
import java.util.Set;

/**
 * The words that Sentry itself coins: its enumerations, from its published API description and the values that its
 * server and interface are seen to use. What is not among them is shown as others' text, which costs a reader nothing.
 */
final class Words {
    private Words() {}

    static final Set<String> KNOWN = Set.copyOf(List.of("""
        resolved unresolved ignored archived muted reprocessing pending_deletion deletion_in_progress pending_merge
        resolvedInNextRelease resolved_in_next_release archived_forever archived_until_escalating
        archived_until_condition_met archived_until_occurrences ongoing escalating regressed new unhandled handled
        high medium low critical
        debug info warning warn error fatal trace log sample default unspecified emergency alert notice

        open closed active inactive disabled enabled ok failed failure success unknown pending processing completed
        complete running timeout missed missed_checkin in_progress cancelled canceled skipped waiting created uploaded
        UPLOADED UPLOADING PROCESSED FAILED COMPLETED PROCESSING ERROR CANCELLED NEED_MORE_INFORMATION
        WAITING_FOR_USER_RESPONSE PENDING IN_PROGRESS NEED_INFO need_more_information need_user_input
        waiting_for_user_response awaiting_user_input up down
        hidden visible draft accepted rejected approved requires_approval auto_approved needs_approval
        not_started adopted low_adoption replaced

        connection_error dns_error tls_error redirect_error duration_error missed_produce miss_produced miss_backfill
        assertion_compilation_error assertion_evaluation_error assertion_failed assertion_failure

        performance cron replay feedback uptime outage metric db_query http_client mobile frontend
        instrumentation preprod preprod_static preprod_size test_issue configuration
        performance_n_plus_one_db_queries performance_n_plus_one_db_queries_experimental
        performance_n_plus_one_api_calls performance_n_plus_one_api_calls_experimental
        performance_slow_db_query performance_slow_db_query_experimental performance_consecutive_db_queries
        performance_consecutive_db_queries_experimental performance_consecutive_http
        performance_consecutive_http_requests performance_consecutive_http_requests_experimental
        performance_large_http_payload performance_large_http_payload_experimental performance_http_overhead
        performance_http_overhead_experimental performance_render_blocking_asset_span
        performance_render_blocking_asset_span_experimental performance_uncompressed_assets
        performance_uncompressed_assets_experimental performance_file_io_main_thread
        performance_file_io_main_thread_experimental performance_db_main_thread
        performance_db_main_thread_experimental performance_m_n_plus_one_db_queries
        performance_m_n_plus_one_db_queries_experimental performance_p95_endpoint_regression
        performance_duration_regression performance_slow_span performance_query_injection_vulnerability
        query_injection_vulnerability web_vitals llm_detected ai_detected
        profile_file_io_main_thread profile_image_decode_main_thread profile_json_decode_main_thread
        profile_regex_main_thread profile_frame_drop profile_frame_drop_experimental profile_function_regression
        profile_function_regression_exp replay_click_rage replay_hydration_error replay_click_dead
        monitor_check_in_failure monitor_check_in_missed monitor_check_in_timeout monitor_incident
        uptime_domain_failure uptime_detector metric_issue metric_issue_poc

        csp hpkp expectct expectstaple nel transaction generic message
        event.attachment event.minidump event.applecrashreport event.view_hierarchy unreal.context unreal.logs
        attachments attachment minidump view_hierarchy

        set_resolved set_unresolved set_ignored set_public set_private set_regression create_issue note first_seen
        release assigned unassigned set_resolved_in_release merge reprocess new_processing_issues unmerge_source
        unmerge_destination set_resolved_by_age set_resolved_in_commit set_resolved_in_pull_request
        set_resolved_in_pull_request_created deploy mark_reviewed auto_set_ongoing set_escalating set_priority
        deleted_attachment referenced_in_commit seer_rca_started seer_rca_completed seer_solution_started
        seer_solution_completed seer_coding_started seer_coding_completed seer_pr_created detector_changed

        user team member owner owners issue_owners organization project integration sentry_app specific
        email slack slack_staging msteams discord pagerduty opsgenie github github_enterprise gitlab bitbucket
        bitbucket_server jira jira_server azure_devops vsts vercel perforce webhook plugin sentry sentryapp
        linear asana shortcut clickup phabricator trello redmine pivotal teamwork

        all any any-short none
        first_seen_event issue_resolved_trigger issue_resolution_change new_high_priority_issue
        existing_high_priority_issue every_event regression_event reappeared_event issue_priority_greater_or_equal
        issue_priority_deescalating issue_priority_equals event_frequency event_frequency_count
        event_frequency_percent event_unique_user_frequency event_unique_user_frequency_count
        event_unique_user_frequency_percent event_unique_user_frequency_with_conditions_count
        event_unique_user_frequency_with_conditions_percent percent_sessions percent_sessions_count
        percent_sessions_percent age_comparison event_attribute event_created_by_detector tagged_event
        latest_adopted_release latest_release level issue_category issue_type issue_occurrences assigned_to
        issue_open_duration
        eq gt gte lt lte ne neq equals above below static percent dynamic anomaly_detection absolute absolute_diff
        relative_diff over under

        errors transactions spans logs metrics sessions events issues issue issuePlatform issue_platform discover
        generic_metrics events_analytics_platform search_issues ourlogs tracemetrics replays profiles profile_functions
        profileFunctions releases error-events transaction-like preprod-app-size inferred forced user_set
        table line area bar categorical_bar big_number top_n stacked_area details server_tree rage_and_dead_clicks wheel
        agents_traces_table heatmap text world_map span
        default-overview

        counter gauge distribution set
        second minute hour day week month crontab interval
        cancelled unknown_error invalid_argument deadline_exceeded not_found already_exists permission_denied
        resource_exhausted failed_precondition aborted out_of_range unimplemented internal internal_error unavailable
        data_loss unauthenticated
        GET POST PUT PATCH DELETE HEAD OPTIONS

        diff solo base head light dark changed unchanged added removed renamed errored no_base_build
        not_attempted found wrong-dist unsuccessful disabled_by_user download_error too_large invalid_host
        permanent_redirect other
        7.x 8.x 9.x 10.x 11.x latest

        js_invalid_source js_missing_source js_invalid_sourcemap js_invalid_sourcemap_location js_generic_fetch_error
        js_no_column js_scraping_disabled js_too_many_remote_sources js_too_large js_missing_source_content
        js_invalid_http_code js_invalid_content js_blacklisted_domain js_invalid_stack_trace
        sourcemap_not_found scraping_error
        native_missing_dsym native_missing_optionally_bundled_dsym native_bad_dsym native_missing_system_dsym
        native_missing_symbol native_no_crashed_thread native_internal_failure native_simulator_frame
        native_unknown_image native_symbolicator_failed native_unsupported_dsym
        proguard_missing_mapping proguard_missing_lineno proguard_internal_failure
        jvm_missing_source dart_symbol_missing
        invalid_data invalid_attribute invalid_environment value_too_long missing_attribute bad_chars past_timestamp
        future_timestamp clock_drift too_large_for_cache security_violation restricted_ip fetch_error
        schema_error missing_key

        connect_mcp analyze_project create_project install_sdk configure_sdk verify_setup done bypassed

        python python-django python-flask python-fastapi python-aiohttp python-asgi python-awslambda python-bottle
        python-celery python-chalice python-falcon python-gcpfunctions python-pylons python-pymongo python-pyramid
        python-quart python-rq python-sanic python-serverless python-starlette python-tornado python-tryton python-wsgi
        python-rqworker python-litestar
        javascript javascript-react javascript-nextjs javascript-vue javascript-angular javascript-angularjs
        javascript-astro javascript-backbone javascript-browser javascript-capacitor javascript-cordova
        javascript-electron javascript-ember javascript-gatsby javascript-nuxt javascript-react-router javascript-remix
        javascript-solid javascript-solidstart javascript-svelte javascript-sveltekit javascript-tanstackstart-react
        javascript-tanstackstart
        node node-awslambda node-azurefunctions node-cloudflare-pages node-cloudflare-workers node-connect node-express
        node-fastify node-gcpfunctions node-hapi node-hono node-koa node-nestjs bun deno
        java java-android java-appengine java-log4j java-log4j2 java-logback java-logging java-spring java-spring-boot
        kotlin kotlin-multiplatform android
        go go-echo go-fasthttp go-fiber go-gin go-http go-iris go-martini go-negroni
        ruby ruby-rails ruby-rack ruby-sinatra
        php php-laravel php-symfony php-monolog php-symfony2
        dotnet csharp dotnet-aspnet dotnet-aspnetcore dotnet-awslambda dotnet-gcpfunctions dotnet-google-cloud-functions
        dotnet-maui dotnet-uwp dotnet-winforms dotnet-wpf dotnet-xamarin
        apple apple-ios apple-macos cocoa cocoa-objc cocoa-swift swift objc
        rust rust-actix rust-axum rust-tracing elixir perl powershell native native-qt native-breakpad native-crashpad
        native-minidump minidump c cpp
        react-native flutter dart dart-flutter unity unreal godot electron ionic cordova capacitor
        nintendo nintendo-switch nintendo-switch-1 nintendo-switch-2 playstation xbox console
        as3 cfml clojure groovy haskell scala other
        """.strip().split("\\s+")));
}
