/* A small course made of texts, for tests. */
#ifndef TESTS_STUDY_MADE_H
#define TESTS_STUDY_MADE_H

#include <string.h>

#include "base/pack.h"

static inline struct pack_file made_file(const char *name, const char *text) {
    return (struct pack_file){.name = name, .bytes = (const uint8_t *)text, .length = strlen(text)};
}

/* A lesson's text; `needs` and `concepts` may be empty. */
#define MADE_LESSON(id, module, needs, concept, concepts)                                          \
    "---\nid: " id "\nmodule: " module "\ntitle: Lesson " id "\nobjective: do it\nneeds: " needs   \
    "\nconcept: " concept "\nconcepts: " concepts "\nxp: 100\nminutes: 6\ntask: try it\ncheck: "   \
                          "sum 1 2 = 3\n---\n# Lesson " id "\n\nText.\n"

#define MADE_SINGLE(id, concept)                                                                   \
    "{\"id\":\"" id                                                                                \
    "\",\"kind\":\"single\",\"concept\":\"" concept "\",\"question\":\"Which?\",\"hint\":\"The "   \
                                                    "second.\",\"options\":["                      \
                                                    "{\"text\":\"no\",\"feedback\":\"Not "         \
                                                    "this.\"},"                                    \
                                                    "{\"text\":\"yes\",\"right\":true,"            \
                                                    "\"feedback\":\"This.\"},"                     \
                                                    "{\"text\":\"never\",\"feedback\":\"Nor "      \
                                                    "this.\"}]}"

#define MADE_QUIZ(lesson, items) "{\"lesson\":\"" lesson "\",\"items\":[" items "]}"

#endif
