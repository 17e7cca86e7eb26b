#include <assert.h>
#include <stddef.h>

#include "base/mem.h"
#include "market/economy_internal.h"

/* Texts for a reader of fourteen: what happened, plainly, and nothing that is not so. Each @ is the
 * name of the company, coin or sector. With a name they stay under 160 bytes. */

#define TEXTS_MAX 8

static const char *const texts[WORDS_COUNT][2][TEXTS_MAX] = {
    [WORDS_COMPANY] =
        {
            {
                "@ loses a large customer.",
                "@ lowers its forecast for the year.",
                "@ says that its new product will come late.",
                "@ must call back a product that has a fault.",
                "The head of @ leaves without giving a reason.",
                "@ has to pay a fine for breaking a rule.",
                "A fire stops work at a site of @.",
                "Analysts expect less of @ than before.",
            },
            {
                "@ wins a large order that nobody had expected.",
                "@ raises its forecast for the year.",
                "@ says that its costs fall faster than planned.",
                "@ opens a new site earlier than planned.",
                "@ wins customers from a rival.",
                "@ settles a case in court for less than was feared.",
                "@ will buy back some of its own shares.",
                "Analysts expect more of @ than before.",
            },
        },
    [WORDS_COIN] =
        {
            {
                "A trading site stops paying out @ after a theft.",
                "The network of @ stood still for an hour.",
                "Somebody who holds a lot of @ moves it to a trading site, perhaps to sell.",
                "A fault is found in a program that many people keep their @ in.",
            },
            {
                "A large chain of shops begins to take @.",
                "An upgrade of the network of @ goes well.",
                "A pension fund puts a small part of its money into @.",
                "Sending @ becomes cheaper: fees fall by half.",
            },
        },
    [WORDS_CURRENCY] =
        {
            {
                "@: factories in the euro area get fewer orders than expected.",
                "@: shops in the euro area sold less than expected last month.",
                "@: two countries of the euro area quarrel about their budgets.",
            },
            {
                "@: factories in the euro area get more orders than expected.",
                "@: shops in the euro area sold more than expected last month.",
                "@: the countries of the euro area agree on a common budget.",
            },
        },
    [WORDS_METAL] =
        {
            {
                "@: a large fund sells part of what it holds.",
                "@: mines dug up more than in the year before.",
                "@: jewellers buy less than is usual at this time of the year.",
            },
            {
                "@: central banks bought more than expected last month.",
                "@: a large mine has to close for repairs.",
                "@: jewellers buy more than is usual at this time of the year.",
            },
        },
    [WORDS_OWN] =
        {
            {
                "@: there are more sellers than usual.",
                "@: a large holder sells.",
            },
            {
                "@: there are more buyers than usual.",
                "@: a large buyer comes in.",
            },
        },
    [WORDS_SECTOR] =
        {
            {
                "A new tax is planned that companies in the sector @ would pay.",
                "Companies in the sector @ find fewer buyers than they had planned for.",
                "What companies in the sector @ need for their work becomes more expensive.",
                "A new rule makes work harder for companies in the sector @.",
            },
            {
                "A tax that companies in the sector @ pay will be lowered.",
                "Companies in the sector @ find more buyers than they had planned for.",
                "What companies in the sector @ need for their work becomes cheaper.",
                "A rule that held back companies in the sector @ falls away.",
            },
        },
    [WORDS_MARKET] =
        {
            {
                "A quarrel about trade between two large countries gets worse.",
                "Asked about their plans, companies want to hire fewer people.",
                "A strait that many ships pass is closed; goods will arrive late.",
                "People plan to spend less in the coming months, a survey says.",
            },
            {
                "Two large countries settle their quarrel about trade.",
                "Asked about their plans, companies want to hire more people.",
                "A strait that many ships pass is open again; goods arrive sooner.",
                "People plan to spend more in the coming months, a survey says.",
            },
        },
    [WORDS_CRYPTO] =
        {
            {
                "A government plans to limit trade in digital money.",
                "A company that lent digital money cannot pay back what it owes.",
                "Fewer people traded digital money last month.",
                "A bank closes its department for digital money.",
            },
            {
                "Lawmakers agree on clear rules for digital money.",
                "A large bank will keep digital money for its customers.",
                "More people traded digital money last month.",
                "A country lets people pay their taxes in digital money.",
            },
        },
    [WORDS_RATES] =
        {
            {
                "The government sold new bonds and found fewer buyers than usual.",
                "A member of the central bank speaks of higher interest rates.",
                "The government will borrow more this year than it had planned.",
            },
            {
                "The government sold new bonds and found more buyers than usual.",
                "A member of the central bank speaks of lower interest rates.",
                "The government will borrow less this year than it had planned.",
            },
        },
    [WORDS_EURO] =
        {
            {
                "The central bank of the euro area speaks of lower interest rates.",
                "Prices in the euro area rise more slowly than expected.",
            },
            {
                "The central bank of the euro area speaks of higher interest rates.",
                "Prices in the euro area rise faster than expected.",
            },
        },
};

static const char *const rumours[2][2][RUMOUR_TEXTS][3] = {
    /* companies: bad, good */
    {
        {
            {"Rumour: a very large customer may leave @.",
             "It is true: a very large customer leaves @.",
             "It was false: the customer stays with @ and orders more."},
            {"Rumour: @ may have made a mistake in its accounts.",
             "It is true: @ corrects a mistake in its accounts.",
             "It was false: inspectors find the accounts of @ in order."},
            {"Rumour: the new product of @ may not work as promised.",
             "It is true: @ takes its new product off the market.",
             "It was false: tests show that the new product of @ works."},
            {"Rumour: @ may lose a licence that it needs.",
             "It is true: @ loses a licence that it needs.",
             "It was false: @ keeps its licence for five more years."},
        },
        {
            {"Rumour: a larger company may want to buy @.",
             "It is true: a larger company offers to buy shares of @.",
             "It was false: nobody is talking about buying @."},
            {"Rumour: @ may be about to win its largest order so far.",
             "It is true: @ wins its largest order so far.",
             "It was false: the large order goes to a rival of @."},
            {"Rumour: @ may have found a much cheaper way to work.",
             "It is true: @ shows a much cheaper way to work.",
             "It was false: @ says its costs stay as they are."},
            {"Rumour: @ may pay its owners more than before.",
             "It is true: @ will give more money back to its owners.",
             "It was false: @ keeps its money for new projects."},
        },
    },
    /* coins */
    {
        {
            {"Rumour: a trading site may be short of @.",
             "It is true: a trading site cannot pay out the @ it owes.",
             "It was false: a trading site shows that it holds all its @."},
            {"Rumour: a country may forbid shops to take @.",
             "It is true: a country forbids its shops to take @.",
             "It was false: shops in that country may go on taking @."},
            {"Rumour: there may be a fault in the network of @.",
             "It is true: the network of @ has a fault and must be mended.",
             "It was false: tests find no fault in the network of @."},
            {"Rumour: a company may be selling all its @.",
             "It is true: a company has sold all its @.",
             "It was false: the company says that it keeps its @."},
        },
        {
            {"Rumour: a large bank may offer @ to its customers.",
             "It is true: a large bank offers @ to its customers.",
             "It was false: the large bank has no plans for @."},
            {"Rumour: a country may put @ into its reserves.",
             "It is true: a country puts @ into its reserves.",
             "It was false: the country will not buy any @."},
            {"Rumour: a chain of shops may begin to take @.",
             "It is true: a chain of shops begins to take @.",
             "It was false: the chain of shops will not take @."},
            {"Rumour: a company may be buying a lot of @.",
             "It is true: a company has bought a lot of @.",
             "It was false: the company has bought no @."},
        },
    },
};

const char *words_pick(enum words words, bool good, struct random *random) {
    const char *const *list = texts[words][good];
    uint32_t count = 0;
    while (count < TEXTS_MAX && list[count] != NULL)
        count++;
    assert(count > 0);
    return list[random_below(random, count)];
}

const char *words_of_rumour(bool coin, bool good, int number, enum rumour_end end) {
    assert(number >= 0 && number < RUMOUR_TEXTS);
    return rumours[coin][good][number][end];
}
