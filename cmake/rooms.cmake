# A room of src/ is a static library of all its .cc files, and its unit tests
# (tests/unit/<room>/*.cc) are a program of their own.
function(mailwhy_room room)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS
       ${PROJECT_SOURCE_DIR}/src/${room}/*.cc)
  if(NOT sources)
    add_library(${room} INTERFACE)
    target_include_directories(${room} INTERFACE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(${room} INTERFACE ${ARGN})
    return()
  endif()
  add_library(${room} STATIC ${sources})
  target_include_directories(${room} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(${room} PUBLIC ${ARGN})
endfunction()

function(mailwhy_unit_tests room)
  file(GLOB sources CONFIGURE_DEPENDS
       ${PROJECT_SOURCE_DIR}/tests/unit/${room}/*.cc)
  if(NOT sources)
    return()
  endif()
  add_executable(test_${room} ${sources}
                 ${PROJECT_SOURCE_DIR}/tests/unit/main.cc)
  target_include_directories(test_${room} PRIVATE
                             ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(test_${room} PRIVATE
      MAILWHY_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(test_${room} PRIVATE ${ARGN})
  add_test(NAME unit-${room} COMMAND test_${room})
endfunction()
