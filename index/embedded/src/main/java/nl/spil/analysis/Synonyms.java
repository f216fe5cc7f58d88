package nl.spil.analysis;

import java.io.IOException;
import java.io.StringReader;
import java.text.ParseException;
import java.util.List;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.synonym.SolrSynonymParser;
import org.apache.lucene.analysis.synonym.SynonymGraphFilter;
import org.apache.lucene.analysis.synonym.SynonymMap;
import org.elasticsearch.index.IndexService.IndexCreationContext;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.CustomAnalyzer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;

/**
 * {@code synonym_graph}, in Solr's format: the rules are read with the filters that come before this
 * one, so that they meet the words as those leave them.
 */
record Synonyms(String name, List<String> rules, boolean expand) implements TokenFilterFactory {
    Synonyms(Given given) {
        this(given.name, given.list("synonyms"), given.flag("expand", true));
        refuse(given, given.flag("lenient", false), "lenient");
        refuse(given, !given.text("format", "solr").equals("solr"), "format");
    }

    private static void refuse(Given given, boolean asked, String setting) {
        if (asked) {
            throw new IllegalArgumentException(
                    "this [" + setting + "] of [" + given.name + "] is not known to the embedded server");
        }
    }

    @Override
    public TokenStream create(TokenStream tokens) {
        throw new IllegalStateException("[" + name + "] has to be placed in a chain of filters first");
    }

    @Override
    public TokenFilterFactory getChainAwareTokenFilterFactory(
            IndexCreationContext context,
            TokenizerFactory tokenizer,
            List<CharFilterFactory> charFilters,
            List<TokenFilterFactory> before,
            Function<String, TokenFilterFactory> others) {
        Analyzer analyzer =
                new CustomAnalyzer(
                        tokenizer,
                        charFilters.toArray(CharFilterFactory[]::new),
                        before.stream()
                                .map(TokenFilterFactory::getSynonymFilter)
                                .toArray(TokenFilterFactory[]::new));
        return new Placed(name, read(analyzer));
    }

    private SynonymMap read(Analyzer analyzer) {
        SolrSynonymParser parser = new SolrSynonymParser(true, expand, analyzer);
        try {
            parser.parse(new StringReader(String.join("\n", rules)));
            return parser.build();
        } catch (IOException | ParseException | RuntimeException problem) {
            throw new IllegalArgumentException("failed to build synonyms of [" + name + "]", problem);
        }
    }

    /** The filter in its chain. */
    private record Placed(String name, SynonymMap synonyms) implements TokenFilterFactory {
        @Override
        public TokenStream create(TokenStream tokens) {
            return synonyms.fst == null ? tokens : new SynonymGraphFilter(tokens, synonyms, false);
        }

        @Override
        public TokenFilterFactory getSynonymFilter() {
            return IDENTITY_FILTER; // synonyms of synonyms are not looked for
        }
    }
}
