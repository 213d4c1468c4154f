# Files compiled into the program: rules, schema.
#
#   mailwhy_embed(TARGET FUNCTION GLOB...)
#
# gives TARGET a source that defines
#   std::span<const EmbeddedFile> mailwhy::FUNCTION();
# with all files that match the globs (relative to the source tree), sorted by name.
# The room declares FUNCTION in a header of its own (base/embedded.h has the
# struct). A file that is added, changed or removed is noticed by the next build.
set(MAILWHY_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/embed_files.cmake)

function(mailwhy_embed target function)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    return()   # the room has no sources yet
  endif()
  set(globs ${ARGN})
  list(TRANSFORM globs PREPEND ${PROJECT_SOURCE_DIR}/)
  file(GLOB files CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} ${globs})
  list(SORT files)
  set(paths ${files})
  list(TRANSFORM paths PREPEND ${PROJECT_SOURCE_DIR}/)

  # The list itself in a file: when a file goes away, the output is stale too.
  set(list_file ${CMAKE_CURRENT_BINARY_DIR}/embedded/${function}.txt)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded/${function}.cc)
  string(REPLACE ";" "\n" lines "${files}")
  file(CONFIGURE OUTPUT ${list_file} CONTENT "${lines}\n" @ONLY)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DFUNCTION=${function} -DLIST=${list_file}
            -DROOT=${PROJECT_SOURCE_DIR} -DOUTPUT=${output}
            -P ${MAILWHY_EMBED_SCRIPT}
    DEPENDS ${paths} ${list_file} ${MAILWHY_EMBED_SCRIPT}
    COMMENT "Embedding ${function}"
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
