#include "content/plan.h"

const struct plan_row plan_rows[PLAN_LESSONS] = {
    {"A1", ""},      {"A2", "A1"},    {"A3", "A2"},     {"A4", ""},       {"A5", "A2"},
    {"A6", "A4 A5"}, {"A7", "A4"},    {"A8", "A7"},     {"B1", "A8"},     {"B2", "B1"},
    {"B3", "B2"},    {"B4", "B3"},    {"B5", "B1"},     {"B6", "B2"},     {"B7", "A4"},
    {"B8", "B3 A4"}, {"B9", "B5 A2"}, {"B10", "B5 A7"}, {"B11", "B10"},   {"C1", "A2 A8"},
    {"C2", "C1"},    {"C3", "C1 A6"}, {"C4", "B3 C2"},  {"C5", "C4"},     {"C6", "C4"},
    {"C7", "C5"},    {"C8", "C3 B5"}, {"C9", "C1 A6"},  {"C10", "A2 B9"}, {"D1", "A8"},
    {"D2", "D1"},    {"D3", "D2"},    {"D4", "A4"},     {"D5", "D4 A2"},  {"D6", "A5"},
    {"D7", "B6"},    {"D8", "C5 D2"}, {"E1", "C4 B4"},  {"E2", "E1 C5"},  {"E3", "E2"},
    {"E4", "E2 B5"}, {"E5", "C1 C5"}, {"E6", "A7"},     {"E7", "B9 C1"},
};

const struct plan_row *plan_find(lesson_key key) {
    for (int i = 0; i < PLAN_LESSONS; i++)
        if (lesson_key_of(plan_rows[i].id) == key)
            return &plan_rows[i];
    return NULL;
}
