// libpq, opened at its first call: the libraries that it needs would take their part of the start of each command, of
// which few ask PostgreSQL. Where it cannot be opened a handle is null and an answer is a failure. Safe on any thread.
#include <libpq-fe.h>

#include "schema/base/os/forward.h"

namespace {

void* symbol(const char* name) {
  static const auto library = dac::os::Library::open("libpq.so.5");
  return library ? library->symbol(name) : nullptr;
}

}  // namespace

FORWARD(PQconninfoOption*, PQconninfoParse, (const char* text, char** error), (text, error), nullptr)
FORWARD_VOID(PQfreemem, (void* memory), (memory))
FORWARD_VOID(PQconninfoFree, (PQconninfoOption * options), (options))
FORWARD(PGconn*, PQconnectStartParams, (const char* const* keywords, const char* const* values, int expand),
        (keywords, values, expand), nullptr)
FORWARD(PostgresPollingStatusType, PQconnectPoll, (PGconn * connection), (connection), PGRES_POLLING_FAILED)
FORWARD_VOID(PQfinish, (PGconn * connection), (connection))
FORWARD(int, PQsocket, (const PGconn* connection), (connection), -1)
FORWARD(ConnStatusType, PQstatus, (const PGconn* connection), (connection), CONNECTION_BAD)
FORWARD(char*, PQerrorMessage, (const PGconn* connection), (connection), nullptr)
FORWARD(PQnoticeReceiver, PQsetNoticeReceiver, (PGconn * connection, PQnoticeReceiver receiver, void* context),
        (connection, receiver, context), nullptr)
FORWARD(int, PQsendQueryParams,
        (PGconn * connection, const char* sql, int count, const Oid* types, const char* const* values,
         const int* lengths, const int* formats, int format),
        (connection, sql, count, types, values, lengths, formats, format), 0)
FORWARD(int, PQsendPrepare, (PGconn * connection, const char* name, const char* sql, int count, const Oid* types),
        (connection, name, sql, count, types), 0)
FORWARD(int, PQsendDescribePrepared, (PGconn * connection, const char* name), (connection, name), 0)
FORWARD(Oid, PQftype, (const PGresult* result, int column), (result, column), 0)
FORWARD(int, PQfmod, (const PGresult* result, int column), (result, column), -1)
FORWARD(int, PQconsumeInput, (PGconn * connection), (connection), 0)
FORWARD(int, PQisBusy, (PGconn * connection), (connection), 0)
FORWARD(PGresult*, PQgetResult, (PGconn * connection), (connection), nullptr)
FORWARD(ExecStatusType, PQresultStatus, (const PGresult* result), (result), PGRES_FATAL_ERROR)
FORWARD(char*, PQresultErrorField, (const PGresult* result, int field), (result, field), nullptr)
FORWARD_VOID(PQclear, (PGresult * result), (result))
FORWARD(int, PQntuples, (const PGresult* result), (result), 0)
FORWARD(int, PQnfields, (const PGresult* result), (result), 0)
FORWARD(char*, PQfname, (const PGresult* result, int column), (result, column), nullptr)
FORWARD(char*, PQgetvalue, (const PGresult* result, int row, int column), (result, row, column), nullptr)
FORWARD(int, PQgetlength, (const PGresult* result, int row, int column), (result, row, column), 0)
FORWARD(int, PQgetisnull, (const PGresult* result, int row, int column), (result, row, column), 1)
FORWARD(PGcancel*, PQgetCancel, (PGconn * connection), (connection), nullptr)
FORWARD(int, PQcancel, (PGcancel * cancel, char* error, int size), (cancel, error, size), 0)
FORWARD_VOID(PQfreeCancel, (PGcancel * cancel), (cancel))
