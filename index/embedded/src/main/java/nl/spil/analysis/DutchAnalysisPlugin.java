package nl.spil.analysis;

import static java.util.Map.entry;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.UpperCaseFilter;
import org.apache.lucene.analysis.miscellaneous.KeywordRepeatFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.TrimFilter;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.PreConfiguredTokenFilter;
import org.elasticsearch.index.analysis.PreConfiguredTokenizer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * What Spil's mapping uses of the stock module analysis-common, which the embedded server lacks:
 * under the same names, with the same settings and defaults, and nothing besides.
 */
public final class DutchAnalysisPlugin extends Plugin implements AnalysisPlugin {

    /** Makes one component of the settings that an index gives it. */
    private interface Maker<T> {
        T make(Given given) throws IOException;
    }

    /** Also made without settings, for use by its bare name. */
    private static <T> AnalysisProvider<T> optional(Maker<T> maker, String... known) {
        return (index, environment, name, settings) -> maker.make(new Given(name, settings, known));
    }

    /** Only made where an index gives settings. */
    private static <T> AnalysisProvider<T> required(Maker<T> maker, String... known) {
        return AnalysisPlugin.requiresAnalysisSettings(optional(maker, known));
    }

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.ofEntries(
                entry("asciifolding", optional(Folding::new, "preserve_original")),
                entry(
                        "dictionary_decompounder",
                        required(
                                Words::compounds,
                                "word_list",
                                "word_list_case",
                                "min_word_size",
                                "min_subword_size",
                                "max_subword_size",
                                "only_longest_match")),
                entry(
                        "edge_ngram",
                        required(Words::beginnings, "min_gram", "max_gram", "preserve_original")),
                entry("elision", required(Words::elision, "articles", "articles_case")),
                entry(
                        "flatten_graph",
                        optional(given -> new Filter.Plain(given.name, FlattenGraphFilter::new))),
                entry(
                        "keyword_marker",
                        required(Words::keywords, "keywords", "keywords_pattern", "ignore_case")),
                entry(
                        "lowercase",
                        optional(given -> new Filter.Normalizing(given.name, LowerCaseFilter::new))),
                entry(
                        "pattern_replace",
                        required(Words::replacement, "pattern", "flags", "replacement", "all")),
                entry(
                        "remove_duplicates",
                        optional(
                                given ->
                                        new Filter.Plain(
                                                given.name, RemoveDuplicatesTokenFilter::new))),
                entry("stemmer", optional(Stemmers::byLanguage, "language", "name")),
                entry("stemmer_override", required(Stemmers::byRules, "rules")),
                entry(
                        "synonym_graph",
                        required(Synonyms::new, "synonyms", "expand", "lenient", "format")),
                entry(
                        "trim",
                        optional(given -> new Filter.Normalizing(given.name, TrimFilter::new))),
                entry("unique", optional(Words::unique, "only_on_same_position")),
                entry(
                        "uppercase",
                        optional(given -> new Filter.Normalizing(given.name, UpperCaseFilter::new))),
                entry(
                        "word_delimiter_graph",
                        optional(
                                Words::delimiters,
                                "generate_word_parts",
                                "generate_number_parts",
                                "catenate_words",
                                "catenate_numbers",
                                "catenate_all",
                                "split_on_case_change",
                                "split_on_numerics",
                                "preserve_original",
                                "stem_english_possessive",
                                "ignore_keywords",
                                "adjust_offsets",
                                "protected_words",
                                "protected_words_case")));
    }

    @Override
    public List<PreConfiguredTokenFilter> getPreConfiguredTokenFilters() {
        return List.of(
                PreConfiguredTokenFilter.singleton(
                        "keyword_repeat", false, false, KeywordRepeatFilter::new));
    }

    @Override
    public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
        return Map.of(
                "mapping", required(Characters::mapping, "mappings"),
                "pattern_replace",
                        required(Characters::replacement, "pattern", "flags", "replacement"));
    }

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of(
                "keyword", optional(Tokenizers::keyword, "buffer_size"),
                "whitespace", optional(Tokenizers::whitespace),
                "pattern", optional(Tokenizers::pattern, "pattern", "flags", "group"),
                "edge_ngram",
                        optional(Tokenizers::beginnings, "min_gram", "max_gram", "token_chars"));
    }

    /** Normalisers are built upon the tokenizer of this name. */
    @Override
    public List<PreConfiguredTokenizer> getPreConfiguredTokenizers() {
        return List.of(PreConfiguredTokenizer.singleton("keyword", KeywordTokenizer::new));
    }

    @Override
    public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
        return Map.of("dutch", Dutch::new);
    }

    /** The analyser {@code dutch}. */
    private static final class Dutch extends AbstractIndexAnalyzerProvider<DutchAnalyzer> {
        private final DutchAnalyzer analyzer;

        Dutch(IndexSettings index, Environment environment, String name, Settings settings) {
            super(name);
            new Given(name, settings, "stopwords", "stem_exclusion");
            analyzer =
                    new DutchAnalyzer(
                            Analysis.parseStopWords(
                                    environment, settings, DutchAnalyzer.getDefaultStopSet()),
                            Analysis.parseStemExclusion(settings, CharArraySet.EMPTY_SET));
        }

        @Override
        public DutchAnalyzer get() {
            return analyzer;
        }
    }
}
