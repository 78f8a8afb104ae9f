package dev.weir.data.effects;

import java.util.Set;

/** PostgreSQL's own functions that change neither rows nor the session, and casts in their form. */
final class HarmlessFunctions {
    /** Their names without a schema. */
    static final Set<String> NAMES =
            Set.of(
                    """
                    abs acos age array_agg array_append array_cat array_length array_lower
                    array_position array_positions array_prepend array_remove array_replace
                    array_to_json array_to_string array_upper ascii asin atan atan2 avg bit_and
                    bit_length bit_or bool bool_and bool_or bpchar btrim bytea cardinality cbrt
                    ceil ceiling char_length chr clock_timestamp concat concat_ws corr cos cot
                    count covar_pop covar_samp cume_dist current_database current_schema date
                    date_bin date_part date_trunc decode degrees dense_rank div double encode
                    every exp first_value floor format gen_random_uuid generate_series
                    generate_subscripts get_bit get_byte initcap isfinite json json_agg json_array
                    json_array_elements json_array_elements_text json_array_length
                    json_build_array json_build_object json_each json_each_text json_extract_path
                    json_extract_path_text json_object json_object_agg json_object_keys
                    json_populate_record json_populate_recordset json_strip_nulls json_to_record
                    json_to_recordset json_typeof jsonb jsonb_agg jsonb_array_elements
                    jsonb_array_elements_text jsonb_array_length jsonb_build_array
                    jsonb_build_object jsonb_each jsonb_each_text jsonb_extract_path
                    jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_agg
                    jsonb_object_keys jsonb_path_exists jsonb_path_match jsonb_path_query
                    jsonb_path_query_array jsonb_path_query_first jsonb_pretty jsonb_set
                    jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof justify_days
                    justify_hours justify_interval lag last_value lead left length like ln log
                    lower lpad ltrim make_date make_interval make_time make_timestamp
                    make_timestamptz max md5 min mod mode now nth_value ntile num_nonnulls
                    num_nulls octet_length overlaps parse_ident percent_rank percentile_cont
                    percentile_disc pg_column_size pg_sleep pg_typeof phraseto_tsquery pi
                    plainto_tsquery power quote_ident quote_literal quote_nullable radians random
                    range_agg rank regexp_count regexp_like regexp_match regexp_matches
                    regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr
                    regr_slope repeat replace reverse right round row_number row_to_json rpad
                    rtrim scale sha224 sha256 sha384 sha512 sign sin split_part sqrt starts_with
                    statement_timestamp stddev stddev_pop stddev_samp string_agg string_to_array
                    string_to_table strpos substr sum tan text timeofday timestamptz timetz
                    timezone to_ascii to_char to_date to_hex to_json to_jsonb to_number
                    to_timestamp to_tsquery to_tsvector transaction_timestamp translate trunc
                    ts_headline ts_rank ts_rank_cd unnest upper uuid uuidv4 uuidv7 var_pop
                    var_samp varbit variance websearch_to_tsquery width_bucket xmlagg
                    """
                            .strip()
                            .split("\\s+"));

    private HarmlessFunctions() {}
}
