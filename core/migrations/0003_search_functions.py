from django.db import migrations

# Words come cut and folded (core/search/words.py), separated by blanks, the forms of one word by bars; `=` marks
# a word that is to be taken as it is, and what stands before a lone `^` gets the weight of titles. Only plain Latin words have English stems and stop words.
FORWARD = r"""
CREATE FUNCTION search_stem(word text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN word ~ '^[a-z]+$' THEN (ts_lexize('pg_catalog.english_stem', word))[1] ELSE word END
$$;

CREATE FUNCTION search_lexeme(word text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT '''' || replace(replace(word, '\', '\\'), '''', '''''') || ''''
$$;

CREATE FUNCTION search_vector(terms text, has_words boolean DEFAULT true) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    WITH parts AS MATERIALIZED (
        SELECT p.listed, array_position(p.listed, '^') AS head
        FROM (SELECT string_to_array(terms, ' ') AS listed) AS p
    )
    SELECT coalesce(
        string_agg(
            search_lexeme(l.lexeme) || ':' || least(t.place, 16383)
            || CASE WHEN t.place < parts.head THEN 'A' ELSE '' END,
            ' '
        ),
        ''
    )::tsvector
    FROM parts
    CROSS JOIN LATERAL unnest(parts.listed) WITH ORDINALITY AS t(forms, place)
    CROSS JOIN LATERAL unnest(string_to_array(t.forms, '|')) AS f(word)
    CROSS JOIN LATERAL (SELECT search_stem(f.word) AS stem) AS s
    CROSS JOIN LATERAL unnest(
        CASE WHEN f.word ^@ '=' THEN ARRAY[substr(f.word, 2)]
        WHEN s.stem = f.word OR NOT has_words THEN ARRAY[s.stem] ELSE ARRAY[f.word, s.stem] END
    ) AS l(lexeme)
    WHERE f.word <> '' AND l.lexeme <> '' AND s.stem IS NOT NULL
$$;

CREATE FUNCTION search_node(node jsonb, keeps_stops boolean) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    result tsquery;
    part tsquery;
    child jsonb;
    place integer;
    before integer;
    word text := node ->> 'w';
    stem text := search_stem(node ->> 'w');
    weight text := CASE WHEN node ? 't' THEN 'A' ELSE '' END;
BEGIN
    IF node ? 'w' THEN
        IF node ? 'x' THEN
            RETURN (search_lexeme(word) || ':' || weight)::tsquery;
        ELSIF stem IS NULL AND NOT keeps_stops THEN
            RETURN NULL;
        ELSIF NOT node ? 'p' THEN
            RETURN (search_lexeme(coalesce(stem, word)) || ':' || weight)::tsquery;
        END IF;
        result := (search_lexeme(word) || ':*' || weight)::tsquery;
        RETURN CASE
            WHEN stem <> word THEN result || (search_lexeme(stem) || ':' || weight)::tsquery ELSE result
        END;
    ELSIF node ? 'seq' THEN
        FOR child IN SELECT * FROM jsonb_array_elements(node -> 'seq') LOOP
            part := search_node(child -> 0, keeps_stops);
            CONTINUE WHEN part IS NULL;
            place := (child ->> 1)::integer;
            result := CASE WHEN result IS NULL THEN part ELSE tsquery_phrase(result, part, place - before) END;
            before := place;
        END LOOP;
        RETURN result;
    ELSIF node ? 'not' THEN
        part := search_node(node -> 'not', keeps_stops);
        RETURN CASE WHEN part IS NULL THEN NULL ELSE !!part END;
    END IF;
    FOR child IN SELECT * FROM jsonb_array_elements(coalesce(node -> 'all', node -> 'any')) LOOP
        part := search_node(child, keeps_stops);
        CONTINUE WHEN part IS NULL;
        result := CASE WHEN result IS NULL THEN part WHEN node ? 'all' THEN result && part ELSE result || part END;
    END LOOP;
    RETURN result;
END $$;

CREATE FUNCTION search_query(node jsonb) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(search_node(node, false), search_node(node, true), ''::tsquery)
$$;
"""
BACKWARD = """
DROP FUNCTION search_query(jsonb);
DROP FUNCTION search_node(jsonb, boolean);
DROP FUNCTION search_vector(text, boolean);
DROP FUNCTION search_lexeme(text);
DROP FUNCTION search_stem(text);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_audit_is_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
