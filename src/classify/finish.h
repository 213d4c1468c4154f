// Finish: the attributes of a verdict that take both the rules' captures and
// what is known of causes, lists and sides.
#pragma once

#include "classify/attributes.h"
#include "model/failure.h"
#include "model/verdict.h"

namespace mailwhy::classify {

// `verdict` has cause, also and the base attributes; `captured` comes from the
// rules that hold.
void Finish(Verdict& verdict, const Pairs& captured, const Facts& facts,
            const Failure& failure);

}  // namespace mailwhy::classify
